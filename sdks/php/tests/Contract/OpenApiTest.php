<?php

declare(strict_types=1);

namespace SaathiX\Tests\Contract;

use PHPUnit\Framework\TestCase;
use SaathiX\Download;
use SaathiX\Model;
use SaathiX\Page;
use SaathiX\SaathiX;
use SaathiX\Tests\Support\FakeTransport;

/** Every operation of the server's OpenAPI document (SAATHIX_OPENAPI: its file), called through its method. */
final class OpenApiTest extends TestCase
{
    private const WITHOUT_EXAMPLE = [
        'list_errors' => [
            'data' => [[
                'code' => 'not_found', 'status' => 404, 'type' => 'https://api.saathix.com/docs/errors/not_found', 'title' => 'T',
                'meaning' => 'm', 'what_to_do' => 'w', 'retryable' => false,
            ]],
            'faults' => [['code' => 'required', 'meaning' => 'm', 'what_to_do' => 'w']],
        ],
        'ready' => ['status' => 'ready', 'checks' => ['billing' => 'ok']],
        'alive' => ['status' => 'ok'],
        'openapi_document' => ['openapi' => '3.1.0', 'info' => [], 'paths' => []],
    ];

    public static function operations(): iterable
    {
        $document = self::document();
        foreach ($document['paths'] as $path => $item) {
            foreach ($item as $method => $operation) {
                yield $operation['operationId'] => [strtoupper($method), $path, $operation];
            }
        }
    }

    /** @dataProvider operations */
    public function testTheMethodSendsTheOperationAndReadsItsAnswer(string $method, string $path, array $operation): void
    {
        [$status, $type, $example] = self::success($operation);
        $body = $example === null ? '' : (string) json_encode($example, JSON_PRESERVE_ZERO_FRACTION);
        $transport = new FakeTransport([['status' => $status, 'headers' => ['Content-Type' => $type], 'body' => $body]]);
        [$service, $name] = self::table()[$operation['operationId']];
        $call = [self::service($transport->client(), $service), $name];
        self::assertIsCallable($call);
        $answer = $call(...self::arguments($call, $operation));

        $sent = $transport->requests[0];
        $written = preg_replace('/\{\w+\}/', 'a-1', $path);
        self::assertSame([$method, "http://api.test{$written}"], [$sent->method, strtok($sent->url, '?')]);
        self::assertSame(isset($operation['requestBody']), $sent->body !== null);
        self::assertSame($method !== 'GET', $sent->header('idempotency-key') !== null);
        $this->compare($answer, $example, $body);
    }

    public function testNoMethodIsWithoutItsOperation(): void
    {
        $known = [];
        foreach (self::table() as [$service, $method, $file]) {
            array_push($known, "{$service}::{$method}", ...($file === null ? [] : ["{$service}::{$file}"]));
        }
        $found = [];
        foreach (array_unique(array_column(self::table(), 0)) as $service) {
            foreach ((new \ReflectionClass("SaathiX\\Service\\{$service}"))->getMethods(\ReflectionMethod::IS_PUBLIC) as $method) {
                if (!$method->isConstructor()) {
                    $found[] = "{$service}::{$method->name}";
                }
            }
        }
        sort($known);
        sort($found);
        self::assertSame($known, $found);
    }

    /** What came is in the typed object: every field has its property, and says the same. */
    private function compare(mixed $answer, mixed $example, string $body): void
    {
        match (true) {
            $answer instanceof Page => array_map(fn ($item, $in) => $this->same($item, $in), $answer->data, $example['data']),
            $answer instanceof Model => $this->same($answer, $example),
            $answer instanceof Download => self::assertSame($body, $answer->content),
            default => self::assertIsArray($answer),
        };
        self::assertTrue(true);
    }

    private function same(Model $model, array $example): void
    {
        foreach ($example as $name => $value) {
            $property = str_replace('-', '_', $name);
            self::assertTrue(property_exists($model, $property), $model::class . " has no {$property}");
            $read = $model->{$property};
            match (true) {
                $read instanceof Model => $this->same($read, $value),
                $read instanceof \DateTimeImmutable => self::assertSame($value, $read->format('Y-m-d\TH:i:s\Z')),
                $read instanceof \SaathiX\Decimal => self::assertSame((string) json_encode($value), (string) $read),
                \is_array($read) && ($read[0] ?? null) instanceof Model => array_map($this->same(...), $read, $value),
                \is_array($read) => self::assertCount(\count($value), $read),
                default => self::assertSame($value, $read),
            };
        }
    }

    private static function service(SaathiX $client, string $service): object
    {
        return $client->{lcfirst($service)};
    }

    private static function arguments(callable $call, array $operation): array
    {
        $arguments = [];
        foreach ((new \ReflectionMethod(...$call))->getParameters() as $parameter) {
            if ((string) $parameter->getType() === 'string') {
                $arguments[] = 'a-1';
            } elseif ($parameter->name === 'params') {
                $arguments[] = self::requestExample($operation);
            } elseif (!$parameter->isOptional()) {
                $arguments[] = ['from' => '2026-06-01', 'to' => '2026-06-30', 'period' => '2026-06'];
            }
        }

        return $arguments;
    }

    private static function requestExample(array $operation): array
    {
        $content = $operation['requestBody']['content']['application/json'];
        $examples = array_column($content['examples'] ?? [], 'value');

        return $content['example'] ?? $examples[0] ?? [];
    }

    /** @return array{int, string, mixed} status, media type and example of the answer when all goes well */
    private static function success(array $operation): array
    {
        foreach ($operation['responses'] as $status => $response) {
            if ($status >= 200 && $status < 300) {
                foreach ($response['content'] as $type => $content) {
                    $examples = array_column($content['examples'] ?? [], 'value');

                    return [(int) $status, $type, $content['example'] ?? $examples[0] ?? self::WITHOUT_EXAMPLE[$operation['operationId']] ?? null];
                }
            }
        }
        self::fail('no success is described');
    }

    /** @return array<string, array{string, string, ?string}> */
    private static function table(): array
    {
        $table = json_decode((string) file_get_contents(dirname(__DIR__, 2) . '/operations.json'), true);

        return array_map(static fn (array $entry) => [$entry[0], $entry[1], $entry[2] ?? null], $table);
    }

    private static function document(): array
    {
        $path = getenv('SAATHIX_OPENAPI');
        if (!\is_string($path) || !is_file($path)) {
            throw new \RuntimeException('SAATHIX_OPENAPI is the file of the OpenAPI document; pytest tests/contract/sdk/test_php.py gives it');
        }

        return json_decode((string) file_get_contents($path), true, 512, JSON_THROW_ON_ERROR);
    }
}
