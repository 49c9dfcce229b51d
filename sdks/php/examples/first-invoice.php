<?php

declare(strict_types=1);

// SAATHIX_SECRET_KEY=sk_live_… php first-invoice.php

use SaathiX\Error\ApiError;
use SaathiX\SaathiX;

require getenv('SAATHIX_AUTOLOAD') ?: __DIR__ . '/vendor/autoload.php';

$saathix = new SaathiX();
try {
    $invoice = $saathix->invoices->create([
        'customer' => ['phone' => '+919876543210', 'name' => 'Rahul K.'],
        'items' => [
            ['sku' => 'AMUL-MILK-1L', 'qty' => 2, 'rate' => 68],
            ['sku' => 'MAGGI-70G', 'qty' => 6, 'rate' => 14],
        ],
        'payment' => ['mode' => 'upi', 'amount' => 220],
    ]);
} catch (ApiError $error) {
    fwrite(STDERR, $error->getMessage() . "\n"); // every fault, each with its pointer, and the request id
    exit(1);
}
echo "{$invoice->invoice_no}: ₹{$invoice->grand_total}, {$invoice->status}\n";
