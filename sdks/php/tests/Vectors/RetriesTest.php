<?php

declare(strict_types=1);

namespace SaathiX\Tests\Vectors;

use PHPUnit\Framework\TestCase;
use SaathiX\Error\ApiError;
use SaathiX\Error\SaathiXError;
use SaathiX\Tests\Support\FakeTransport;
use SaathiX\Tests\Support\Kinds;
use SaathiX\Tests\Support\Vectors;

/** sdks/vectors/retries.json: what is tried again, how long is waited before, and that the key stays. */
final class RetriesTest extends TestCase
{
    public static function cases(): iterable
    {
        return Vectors::cases('retries');
    }

    /** @dataProvider cases */
    public function testRetries(array $case): void
    {
        $expected = $case['expected'];
        for ($times = 0; $times < 20; $times++) { // jitter is random
            $transport = new FakeTransport($case['answers']);
            $this->run_($transport, $case, $expected);
            self::assertCount($expected['attempts'], $transport->requests);
            self::assertTrue($transport->isUsedUp());
            self::assertCount(\count($expected['delays']), $transport->delays);
            foreach ($expected['delays'] as $number => [$least, $most]) {
                self::assertGreaterThanOrEqual($least, $transport->delays[$number]);
                self::assertLessThanOrEqual($most, $transport->delays[$number]);
            }
            $this->checkKeys($transport, $expected['same_key']);
        }
    }

    public function testDelaysAreNotAllTheSame(): void
    {
        $delays = [];
        for ($times = 0; $times < 30; $times++) {
            $transport = new FakeTransport([['connection' => 'refused'], []]);
            $transport->client()->request('GET', '/v1/products');
            $delays[] = (string) $transport->delays[0];
        }
        self::assertGreaterThan(20, \count(array_unique($delays)));
    }

    private function run_(FakeTransport $transport, array $case, array $expected): void
    {
        $body = \in_array($case['method'], ['POST', 'PATCH'], true) ? [] : null;
        try {
            $client = $transport->client($case['max_retries']);
            $answer = $client->request($case['method'], '/v1/things', body: $body)->json();
        } catch (SaathiXError $error) {
            self::assertSame(Kinds::CLASSES[$expected['outcome']], $error::class);
            if (isset($expected['retry_after'])) {
                self::assertInstanceOf(ApiError::class, $error);
                self::assertSame($expected['retry_after'], $error->retryAfter);
            }

            return;
        }
        self::assertSame(['ok', ['id' => 'x_1']], [$expected['outcome'], $answer]);
    }

    private function checkKeys(FakeTransport $transport, bool $isSame): void
    {
        $keys = array_map(static fn ($request) => $request->header('idempotency-key'), $transport->requests);
        self::assertCount(1, array_unique($keys));
        self::assertSame($isSame, $keys[0] !== null);
        if ($isSame) {
            self::assertMatchesRegularExpression('/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/', $keys[0]);
        }
    }
}
