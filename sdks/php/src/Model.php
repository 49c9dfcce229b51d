<?php

declare(strict_types=1);

namespace SaathiX;

use SaathiX\Http\Response;

/** An object of the API: typed, read-only; `toArray()` has also what this version of the SDK does not know. */
abstract class Model implements \JsonSerializable
{
    private ?Response $response = null;

    /** @param array<string, mixed> $all */
    protected function __construct(private readonly array $all)
    {
    }

    /** @param array<string, mixed> $data */
    abstract public static function from(array $data): static;

    /** @return array<string, mixed> every field as it came; numbers with a fraction are Decimal */
    public function toArray(): array
    {
        return $this->all;
    }

    /** @return array<string, mixed> */
    public function jsonSerialize(): array
    {
        return $this->all;
    }

    /** The answer that this object is: its request id, ETag, whether it is replayed. Null for an inner object. */
    public function response(): ?Response
    {
        return $this->response;
    }

    /** @internal */
    public static function read(Response $response): static
    {
        try {
            $model = static::from($response->json());
        } catch (UnexpectedField $field) {
            throw Error\NotAnAnswerError::of($response, $field->getMessage());
        }
        $model->response = $response;

        return $model;
    }
}
