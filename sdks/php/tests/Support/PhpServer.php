<?php

declare(strict_types=1);

namespace SaathiX\Tests\Support;

/** A script under PHP's built-in server, with a folder of its own (SAATHIX_SEEN). */
final class PhpServer
{
    public readonly int $port;
    private readonly string $folder;

    /** @var resource */
    private $process;

    /** @param array<string, string> $environment */
    public function __construct(string $script, array $environment, ?int $port = null)
    {
        $this->port = $port ?? self::freePort();
        $this->folder = sys_get_temp_dir() . '/saathix-' . bin2hex(random_bytes(6));
        mkdir($this->folder);
        $environment += ['SAATHIX_SEEN' => $this->folder, 'SAATHIX_AUTOLOAD' => dirname(__DIR__) . '/bootstrap.php'];
        $streams = [1 => ['file', '/dev/null', 'w'], 2 => ['file', "{$this->folder}/said", 'w']];
        $process = proc_open([PHP_BINARY, '-S', "127.0.0.1:{$this->port}", $script], $streams, $pipes, null, $environment);
        \assert(\is_resource($process));
        $this->process = $process;
        Waiting::for(fn () => @fsockopen('127.0.0.1', $this->port) !== false, 'the server', fn () => $this->file('said'));
    }

    public function __destruct()
    {
        proc_terminate($this->process);
        proc_close($this->process);
        $inside = new \RecursiveDirectoryIterator($this->folder, \FilesystemIterator::SKIP_DOTS);
        foreach (new \RecursiveIteratorIterator($inside, \RecursiveIteratorIterator::CHILD_FIRST) as $path) {
            $path->isDir() ? rmdir((string) $path) : unlink((string) $path);
        }
        rmdir($this->folder);
    }

    /** What is in a file of its folder; nothing when it is not there yet. */
    public function file(string $name): string
    {
        return is_file("{$this->folder}/{$name}") ? (string) file_get_contents("{$this->folder}/{$name}") : '';
    }

    /**
     * @param array<string, string> $headers
     *
     * @return int the status
     */
    public function post(string $path, string $body, array $headers): int
    {
        $lines = ['Content-Type: application/json'];
        foreach ($headers as $name => $value) {
            $lines[] = "{$name}: {$value}";
        }
        $curl = curl_init("http://127.0.0.1:{$this->port}{$path}");
        curl_setopt_array($curl, [CURLOPT_POSTFIELDS => $body, CURLOPT_HTTPHEADER => $lines, CURLOPT_RETURNTRANSFER => true]);
        curl_exec($curl);

        return curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    }

    public static function freePort(): int
    {
        $listener = stream_socket_server('tcp://127.0.0.1:0');
        $port = (int) preg_replace('/.*:/', '', (string) stream_socket_get_name($listener, false));
        fclose($listener);

        return $port;
    }
}
