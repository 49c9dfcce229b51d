<?php

declare(strict_types=1);

// The smallest application of Laravel's own components (Debian's php-illuminate-*) around examples/laravel, for `php -S`.

use App\Http\Controllers\SaathiXWebhookController;
use App\Providers\SaathiXServiceProvider;
use Illuminate\Cache\FileStore;
use Illuminate\Cache\Repository as Cache;
use Illuminate\Config\Repository as Config;
use Illuminate\Container\Container;
use Illuminate\Events\Dispatcher;
use Illuminate\Filesystem\Filesystem;
use Illuminate\Http\Request;
use Illuminate\Routing\Router;
use Monolog\Handler\StreamHandler;
use Monolog\Logger;
use Psr\Log\LoggerInterface;
use SaathiX\Model\Event;
use SaathiX\SaathiX;

error_reporting(E_ALL & ~E_DEPRECATED); // Debian's Laravel is older than its PHP
require dirname(__DIR__) . '/bootstrap.php';
foreach (['Cache', 'Config', 'Container', 'Events', 'Filesystem', 'Http', 'Log', 'Routing', 'Support'] as $component) {
    require_once "/usr/share/php/Illuminate/{$component}/autoload.php";
}
foreach (['SaathiXServiceProvider', 'SaathiXWebhookController'] as $class) {
    require dirname(__DIR__, 2) . "/examples/laravel/{$class}.php";
}

$folder = (string) getenv('SAATHIX_SEEN');
$app = new Container();
$config = new Config(['services' => ['saathix' => ['key' => 'sk_test_1', 'webhook_secrets' => [getenv('SAATHIX_WEBHOOK_SECRET')]]]]);
$events = new Dispatcher($app);
$app->instance('config', $config);
$app->instance(Illuminate\Contracts\Config\Repository::class, $config);
$app->instance(Illuminate\Contracts\Events\Dispatcher::class, $events);
$app->instance(Illuminate\Contracts\Cache\Repository::class, new Cache(new FileStore(new Filesystem(), "{$folder}/cache")));
$app->instance(LoggerInterface::class, new Logger('app', [new StreamHandler("{$folder}/app.log")]));
(new SaathiXServiceProvider($app))->register();
$events->listen('saathix.*', static function (string $name, array $heard) use ($folder, $app): void {
    [$event] = $heard;
    assert($event instanceof Event && $app->make(SaathiX::class) === $app->make(SaathiX::class));
    file_put_contents("{$folder}/heard", "{$name} {$event->data['invoice_no']}\n", FILE_APPEND);
});
$router = new Router($events, $app);
$router->post('/hooks/saathix', SaathiXWebhookController::class);
$app->instance(Request::class, $request = Request::capture());
$router->dispatch($request)->send();
