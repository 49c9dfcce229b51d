<?php

declare(strict_types=1);

namespace App\Providers;

use Illuminate\Support\Facades\Log;
use Illuminate\Support\ServiceProvider;
use SaathiX\Error\SaathiXError;
use SaathiX\Http\Request;
use SaathiX\SaathiX;

/** One client for the application: type-hint SaathiX where you need it. config/services.php: 'saathix' => ['key' => …, 'webhook_secrets' => […]] */
final class SaathiXServiceProvider extends ServiceProvider
{
    public function register(): void
    {
        $this->app->singleton(SaathiX::class, static fn (): SaathiX => new SaathiX(
            config('services.saathix.key'),
            onRetry: static function (Request $request, SaathiXError $error, float $delay, int $next): void {
                Log::warning('saathix is tried again', [
                    'request' => "{$request->method} {$request->url}",
                    'key' => $request->header('Idempotency-Key'),
                    'why' => $error->getMessage(),
                    'in' => $delay,
                    'attempt' => $next,
                ]);
            },
        ));
    }
}
