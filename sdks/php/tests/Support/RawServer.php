<?php

declare(strict_types=1);

namespace SaathiX\Tests\Support;

use SaathiX\SaathiX;

/** A real server in a process of its own that answers as a test wants, down to the byte. */
final class RawServer
{
    public readonly string $url;

    /** @var resource */
    private $process;
    private readonly string $folder;

    /** @param list<array{0: string, 1?: string}> $answers raw bytes, and then: close (usual), keep or hang */
    public function __construct(array $answers)
    {
        $this->folder = sys_get_temp_dir() . '/saathix-' . bin2hex(random_bytes(6));
        mkdir($this->folder);
        touch("{$this->folder}/log");
        $script = array_map(static fn ($a) => ['raw' => base64_encode($a[0]), 'then' => $a[1] ?? 'close'], $answers);
        file_put_contents("{$this->folder}/script", json_encode($script));
        $command = [PHP_BINARY, __DIR__ . '/raw_server.php', "{$this->folder}/script", "{$this->folder}/log"];
        $process = proc_open($command, [1 => ['pipe', 'w']], $pipes);
        \assert(\is_resource($process));
        $this->process = $process;
        $this->url = 'http://127.0.0.1:' . trim((string) fgets($pipes[1]));
    }

    public function __destruct()
    {
        proc_terminate($this->process, 9);
        proc_close($this->process);
        array_map(unlink(...), glob("{$this->folder}/*") ?: []);
        rmdir($this->folder);
    }

    /** An answer in whole. */
    public static function says(int $status, string $body, string $type = 'application/json', string ...$headers): string
    {
        $lines = ["HTTP/1.1 {$status} X", "Content-Type: {$type}", 'Content-Length: ' . \strlen($body), ...$headers];

        return implode("\r\n", $lines) . "\r\n\r\n{$body}";
    }

    /** @return list<array{int, string}> the number of the connection and the raw request, of each */
    public function requests(): array
    {
        $lines = file("{$this->folder}/log", FILE_IGNORE_NEW_LINES) ?: [];

        return array_map(static function (string $line): array {
            [$number, $request] = json_decode($line, true);

            return [$number, (string) base64_decode($request)];
        }, $lines);
    }

    public function client(int $maxRetries = 0, float $timeout = 5.0): SaathiX
    {
        $key = 'sk_test_sx_000000000000000000000000000000001234';

        return new SaathiX($key, $this->url, timeout: $timeout, maxRetries: $maxRetries, sleep: static fn () => null);
    }
}
