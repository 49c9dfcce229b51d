<?php

declare(strict_types=1);

// A server that says what it is told, byte for byte, right or wrong: php raw_server.php <script.json> <log>
// The script is a list of {"raw": base64, "then": "keep" | "close" | "hang" | "refuse"}, one for each request.
[, $script, $log] = $argv;
$answers = json_decode((string) file_get_contents($script), true, 8, JSON_THROW_ON_ERROR);
$listener = stream_socket_server('tcp://127.0.0.1:0') or exit(1);
echo preg_replace('/.*:/', '', (string) stream_socket_get_name($listener, false)), "\n";

function read_request(mixed $connection): ?string
{
    $text = '';
    while (!str_contains($text, "\r\n\r\n")) {
        $more = fread($connection, 65536);
        if ($more === false || $more === '') {
            return null;
        }
        $text .= $more;
    }
    [$head, $body] = explode("\r\n\r\n", $text, 2);
    $length = preg_match('/^content-length: *(\d+)/mi', $head, $found) === 1 ? (int) $found[1] : 0;
    while (strlen($body) < $length) {
        $body .= (string) fread($connection, 65536);
    }

    return "{$head}\r\n\r\n{$body}";
}

for ($number = 1; $answers !== []; $number++) {
    $connection = stream_socket_accept($listener, 60) or exit(1);
    while ($answers !== [] && ($request = read_request($connection)) !== null) {
        file_put_contents($log, json_encode([$number, base64_encode($request)]) . "\n", FILE_APPEND);
        $answer = array_shift($answers);
        fwrite($connection, base64_decode($answer['raw']));
        if ($answer['then'] === 'hang') {
            sleep(60);
        }
        if ($answer['then'] !== 'keep') {
            break;
        }
    }
    fclose($connection);
}
