<?php

declare(strict_types=1);

namespace App\Providers;

use Illuminate\Support\ServiceProvider;
use Psr\Log\LoggerInterface;
use SaathiX\Error\SaathiXError;
use SaathiX\Http\Request;
use SaathiX\SaathiX;

/**
 * One client for the application: type-hint SaathiX where you need it.
 *
 * config/services.php: 'saathix' => ['key' => env('SAATHIX_SECRET_KEY'), 'webhook_secrets' => [env('SAATHIX_WEBHOOK_SECRET')]]
 */
final class SaathiXServiceProvider extends ServiceProvider
{
    public function register(): void
    {
        $this->app->singleton(SaathiX::class, static fn ($app): SaathiX => new SaathiX(
            $app['config']['services.saathix.key'],
            onRetry: static function (Request $request, SaathiXError $error, float $delay, int $next) use ($app): void {
                $app->make(LoggerInterface::class)->warning('saathix is tried again', [
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
