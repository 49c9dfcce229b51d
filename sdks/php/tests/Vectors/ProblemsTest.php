<?php

declare(strict_types=1);

namespace SaathiX\Tests\Vectors;

use PHPUnit\Framework\TestCase;
use SaathiX\Error\ApiError;
use SaathiX\Error\NotAnAnswerError;
use SaathiX\Error\SaathiXError;
use SaathiX\Tests\Support\FakeTransport;
use SaathiX\Tests\Support\Kinds;
use SaathiX\Tests\Support\Vectors;

/** sdks/vectors/problems.json: what an answer becomes. */
final class ProblemsTest extends TestCase
{
    public static function cases(): iterable
    {
        return Vectors::cases('problems');
    }

    public static function codes(): iterable
    {
        return Vectors::cases('problems', 'codes');
    }

    /** @dataProvider cases */
    public function testAnAnswerBecomesItsError(array $case): void
    {
        $error = $this->errorOf($case);
        $expected = $case['expected'];
        self::assertSame(Kinds::CLASSES[$expected['kind']], $error::class);
        self::assertInstanceOf($expected['kind'] === 'not_an_answer' ? NotAnAnswerError::class : ApiError::class, $error);
        self::assertSame($expected['status'], $error->status);
        self::assertSame($case['body'], $error->rawBody());
        foreach ($expected['says'] ?? [] as $text) {
            self::assertStringContainsStringIgnoringCase($text, $error->getMessage());
        }
        if ($error instanceof ApiError) {
            $this->compare($expected, $error);
        }
    }

    /** @dataProvider codes */
    public function testEveryCodeOfTheCatalogueHasItsClass(array $case): void
    {
        $body = ['title' => 'T', 'status' => $case['status'], 'code' => $case['code'], 'retryable' => $case['retryable']];
        $error = $this->errorOf(['status' => $case['status'], 'body' => json_encode($body)]);
        self::assertSame(Kinds::CLASSES[$case['kind']], $error::class);
        self::assertSame([$case['code'], $case['retryable']], [$error->errorCode, $error->retryable]);
    }

    private function compare(array $expected, ApiError $error): void
    {
        $found = [
            'code' => $error->errorCode,
            'title' => $error->title,
            'detail' => $error->detail,
            'request_id' => $error->requestId,
            'retryable' => $error->retryable,
            'retry_after' => $error->retryAfter,
            'errors' => array_map(static fn ($fault) => $fault->facts, $error->errors),
        ];
        self::assertSame(array_intersect_key($expected, $found), array_intersect_key($found, $expected));
        foreach ($error->errors as $number => $fault) {
            $said = $expected['errors'][$number];
            self::assertSame([$said['pointer'] ?? null, $said['parameter'] ?? null], [$fault->pointer, $fault->parameter]);
            self::assertSame([$said['code'], $said['detail']], [$fault->code, $fault->detail]);
        }
    }

    private function errorOf(array $answer): SaathiXError
    {
        try {
            (new FakeTransport([$answer]))->client(maxRetries: 0)->request('POST', '/v1/invoices', body: [])->json();
        } catch (SaathiXError $error) {
            return $error;
        }
        self::fail('no error');
    }
}
