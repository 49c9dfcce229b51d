<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * What the portal would refuse or ask about, where it is, and how to mend it.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class GstProblem extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string|null $invoice The number of the invoice or credit note.
     * @param int|null $line One of its lines; null where it is about the whole.
     * @param string $code
     * @param string $detail
     * @param string $fix What to do.
     */
    protected function __construct(
        array $all,
        public readonly ?string $invoice,
        public readonly ?int $line,
        public readonly string $code,
        public readonly string $detail,
        public readonly string $fix,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('a gst problem', $data);

        return new self(
            $data,
            $fields->stringOrNull('invoice'),
            $fields->intOrNull('line'),
            $fields->string('code'),
            $fields->string('detail'),
            $fields->string('fix'),
        );
    }
}
