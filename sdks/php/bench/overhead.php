<?php

declare(strict_types=1);

// What a call costs over bare curl: SAATHIX_BASE_URL=… SAATHIX_SECRET_KEY=… php bench/overhead.php [pairs]
// The key should have no limits (`python -m gateway.admin` makes one). The two take turns on the same address, each over one kept-alive connection; medians are compared.

use SaathiX\Http\CurlTransport;
use SaathiX\SaathiX;

require __DIR__ . '/../tests/bootstrap.php';

$pairs = (int) ($argv[1] ?? 400);
$transport = new CurlTransport();
$saathix = new SaathiX(transport: $transport);
$invoice = $saathix->invoices->list(['limit' => 1])->data[0] ?? throw new RuntimeException('make a sale first');
$curl = curl_init(getenv('SAATHIX_BASE_URL') . "/v1/invoices/{$invoice->id}");
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => ['Authorization: Bearer ' . getenv('SAATHIX_SECRET_KEY')],
]);
$bare = static fn (): string => json_decode((string) curl_exec($curl), true, 64, JSON_THROW_ON_ERROR)['id'];
$ours = static fn (): string => $saathix->invoices->retrieve($invoice->id)->id;
$times = ['bare' => [], 'sdk' => []];
$opened = $transport->connectionsOpenedLast();
for ($pair = -20; $pair < $pairs; $pair++) {
    foreach ($pair % 2 === 0 ? ['bare' => $bare, 'sdk' => $ours] : ['sdk' => $ours, 'bare' => $bare] as $name => $call) {
        $began = hrtime(true);
        $call();
        if ($pair >= 0) {
            $times[$name][] = (hrtime(true) - $began) / 1e6;
        }
    }
    $opened += $transport->connectionsOpenedLast();
}
foreach ($times as $name => $list) {
    sort($list);
    $median[$name] = $list[intdiv(count($list), 2)];
}
$cpu = static function (callable $call): float {
    $began = getrusage();
    for ($times = 0; $times < 50; $times++) {
        $call();
    }
    $ended = getrusage();
    $micros = static fn (string $of): int => ($ended["ru_{$of}.tv_sec"] - $began["ru_{$of}.tv_sec"]) * 1_000_000
        + $ended["ru_{$of}.tv_usec"] - $began["ru_{$of}.tv_usec"];

    return ($micros('utime') + $micros('stime')) / 50_000;
};
printf("bare curl   median %.3f ms   own CPU %.3f ms\n", $median['bare'], $cpu($bare));
printf("SDK         median %.3f ms   own CPU %.3f ms\n", $median['sdk'], $cpu($ours));
printf("overhead    %.1f %%   connections opened in %d calls: %d\n", 100 * ($median['sdk'] / $median['bare'] - 1), $pairs + 21, $opened);
