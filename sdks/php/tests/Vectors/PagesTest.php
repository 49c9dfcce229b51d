<?php

declare(strict_types=1);

namespace SaathiX\Tests\Vectors;

use PHPUnit\Framework\TestCase;
use SaathiX\Page;
use SaathiX\RequestOptions;
use SaathiX\Service;
use SaathiX\Tests\Support\FakeTransport;
use SaathiX\Tests\Support\Vectors;

/** sdks/vectors/pages.json: lists as foreach goes through them. */
final class PagesTest extends TestCase
{
    public static function cases(): iterable
    {
        return Vectors::cases('pages');
    }

    /** @dataProvider cases */
    public function testAListIsIterated(array $case): void
    {
        $transport = new FakeTransport(array_map(static fn ($exchange) => ['body' => $exchange['answer']], $case['exchanges']));
        $client = $transport->client();
        $sender = (new \ReflectionProperty($client, 'sender'))->getValue($client);
        $things = new class($sender) extends Service {
            public function list(array $query): Page
            {
                return $this->page('/v1/things', $query, new RequestOptions(), static fn (array $thing) => (object) $thing);
            }
        };
        $ids = [];
        foreach ($things->list($case['query']) as $number => $thing) {
            self::assertSame(\count($ids), $number);
            $ids[] = $thing->id;
            if (\count($ids) === ($case['take'] ?? null)) {
                break;
            }
        }
        self::assertSame($case['ids'], $ids);
        self::assertTrue($transport->isUsedUp());
        foreach ($case['exchanges'] as $number => $exchange) {
            $sent = $transport->query($number);
            ksort($sent);
            ksort($exchange['query']);
            self::assertSame($exchange['query'], $sent);
        }
    }
}
