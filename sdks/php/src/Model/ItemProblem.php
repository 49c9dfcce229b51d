<?php

declare(strict_types=1);

namespace SaathiX\Model;

use SaathiX\Fields;
use SaathiX\Model;

/**
 * The problem with one item of a batch: pointers begin at the item.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class ItemProblem extends Model
{
    /**
     * @param array<string, mixed> $all
     * @param string $type Of this type alone.
     * @param string $title
     * @param int $status The state it is in.
     * @param string $detail
     * @param string $code
     * @param bool $retryable
     * @param list<Fault>|null $errors
     * @param list<string>|null $violated_policies
     */
    protected function __construct(
        array $all,
        public readonly string $type,
        public readonly string $title,
        public readonly int $status,
        public readonly string $detail,
        public readonly string $code,
        public readonly bool $retryable,
        public readonly ?array $errors,
        public readonly ?array $violated_policies,
    ) {
        parent::__construct($all);
    }

    /** @param array<string, mixed> $data */
    public static function from(array $data): static
    {
        $fields = new Fields('an item problem', $data);

        return new self(
            $data,
            $fields->string('type'),
            $fields->string('title'),
            $fields->int('status'),
            $fields->string('detail'),
            $fields->string('code'),
            $fields->bool('retryable'),
            isset($data['errors']) ? $fields->list('errors', Fault::from(...)) : null,
            isset($data['violated-policies']) ? $fields->strings('violated-policies') : null,
        );
    }
}
