<?php

declare(strict_types=1);

namespace App\Http\Controllers;

use App\Jobs\HandleSaathiXEvent;
use Illuminate\Http\Request;
use Illuminate\Http\Response;
use Illuminate\Support\Facades\Cache;
use Illuminate\Support\Facades\Log;
use SaathiX\Error\SignatureError;
use SaathiX\Webhook;

/** routes/api.php (no CSRF there): Route::post('/hooks/saathix', SaathiXWebhookController::class); */
final class SaathiXWebhookController
{
    public function __invoke(Request $request): Response
    {
        try {
            // getContent() is the raw body; $request->all() is decoded and can't be verified
            $event = Webhook::verify(
                $request->getContent(),
                $request->headers->all(),
                config('services.saathix.webhook_secrets'),
            );
        } catch (SignatureError $error) {
            Log::warning($error->getMessage());

            return response()->noContent(400);
        }
        if (Cache::add("saathix:{$event->id}", true, now()->addDays(3))) { // it comes at least once
            HandleSaathiXEvent::dispatch($event->toArray());
        }

        return response()->noContent();
    }
}
