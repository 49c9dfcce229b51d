<?php

declare(strict_types=1);

namespace App\Http\Controllers;

use Illuminate\Contracts\Cache\Repository as Cache;
use Illuminate\Contracts\Config\Repository as Config;
use Illuminate\Contracts\Events\Dispatcher;
use Illuminate\Http\Request;
use Illuminate\Http\Response;
use Psr\Log\LoggerInterface;
use SaathiX\Error\SignatureError;
use SaathiX\Webhook;

/**
 * routes/api.php (there is no CSRF there): Route::post('/hooks/saathix', SaathiXWebhookController::class);
 *
 * Listen with Event::listen('saathix.invoice.created', SendReceipt::class), best by a listener that is queued.
 */
final class SaathiXWebhookController
{
    private const SEEN_SECONDS = 3 * 86_400;

    public function __construct(
        private Config $config,
        private Cache $cache,
        private Dispatcher $events,
        private LoggerInterface $log,
    ) {
    }

    public function __invoke(Request $request): Response
    {
        try {
            // getContent() is the raw body; $request->all() is decoded, and can't be verified
            $secrets = $this->config->get('services.saathix.webhook_secrets');
            $event = Webhook::verify($request->getContent(), $request->headers->all(), $secrets);
        } catch (SignatureError $error) {
            $this->log->warning($error->getMessage());

            return new Response('', 400);
        }
        if ($this->cache->add("saathix:{$event->id}", true, self::SEEN_SECONDS)) { // deliveries come at least once
            $this->events->dispatch("saathix.{$event->type}", [$event]);
        }

        return new Response('', 204);
    }
}
