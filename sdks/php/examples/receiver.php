<?php

declare(strict_types=1);

// A receiver of webhooks in plain PHP: SAATHIX_WEBHOOK_SECRET=whsec_… php -S 127.0.0.1:3000 receiver.php
// While a secret is rotated, name both: SAATHIX_WEBHOOK_SECRET="whsec_new whsec_old"

use SaathiX\Error\SignatureError;
use SaathiX\Model\Event;
use SaathiX\Webhook;

require getenv('SAATHIX_AUTOLOAD') ?: __DIR__ . '/vendor/autoload.php';

/** Deliveries come at least once and in any order: true for the first with this id. Use your database's unique key. */
function is_new(Event $event, string $folder): bool
{
    $marker = @fopen("{$folder}/{$event->id}", 'x');

    return $marker !== false && fclose($marker);
}

$secrets = preg_split('/\s+/', (string) getenv('SAATHIX_WEBHOOK_SECRET'), -1, PREG_SPLIT_NO_EMPTY) ?: [];
try {
    $event = Webhook::verify((string) file_get_contents('php://input'), $_SERVER, $secrets);
} catch (SignatureError $error) {
    error_log($error->getMessage()); // says what is wrong: the body, the secret, the clock
    http_response_code(400);
    exit;
}

$folder = getenv('SAATHIX_SEEN') ?: sys_get_temp_dir();
if (is_new($event, $folder)) {
    $line = match ($event->type) {
        'invoice.created' => "sold {$event->data['invoice_no']} for {$event->data['grand_total']}",
        'invoice.refunded' => "gave back {$event->data['total']} of {$event->data['invoice_no']}",
        'stock.low' => "order more of {$event->data['sku']}",
        default => $event->type, // new types may come: take them calmly
    };
    file_put_contents("{$folder}/receiver.log", "{$line}\n", FILE_APPEND | LOCK_EX); // better: put it in a queue
}
http_response_code(204);
