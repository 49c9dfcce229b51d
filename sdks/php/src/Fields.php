<?php

declare(strict_types=1);

namespace SaathiX;

/** Reads the fields of one JSON object, each with its type; says which one is not as promised. */
final class Fields
{
    private static ?\DateTimeZone $utc = null;

    /** @param array<string, mixed> $data */
    public function __construct(private readonly string $of, private readonly array $data)
    {
    }

    public function string(string $name): string
    {
        return $this->stringOrNull($name) ?? throw $this->unexpected($name, 'a text');
    }

    public function stringOrNull(string $name): ?string
    {
        $value = $this->data[$name] ?? null;

        return $value === null || \is_string($value) ? $value : throw $this->unexpected($name, 'a text');
    }

    public function int(string $name): int
    {
        return $this->intOrNull($name) ?? throw $this->unexpected($name, 'a whole number');
    }

    public function intOrNull(string $name): ?int
    {
        $value = $this->data[$name] ?? null;

        return $value === null || \is_int($value) ? $value : throw $this->unexpected($name, 'a whole number');
    }

    public function bool(string $name): bool
    {
        return $this->boolOrNull($name) ?? throw $this->unexpected($name, 'true or false');
    }

    public function boolOrNull(string $name): ?bool
    {
        $value = $this->data[$name] ?? null;

        return $value === null || \is_bool($value) ? $value : throw $this->unexpected($name, 'true or false');
    }

    public function decimal(string $name): Decimal
    {
        return $this->decimalOrNull($name) ?? throw $this->unexpected($name, 'a number');
    }

    public function decimalOrNull(string $name): ?Decimal
    {
        $value = $this->data[$name] ?? null;

        return match (true) {
            $value === null, $value instanceof Decimal => $value,
            \is_int($value) => Decimal::of($value),
            default => throw $this->unexpected($name, 'a number'),
        };
    }

    public function time(string $name): \DateTimeImmutable
    {
        return $this->timeOrNull($name) ?? throw $this->unexpected($name, 'a time');
    }

    public function timeOrNull(string $name): ?\DateTimeImmutable
    {
        $text = $this->stringOrNull($name);
        if ($text === null) {
            return null;
        }
        self::$utc ??= new \DateTimeZone('UTC');
        $time = \DateTimeImmutable::createFromFormat('!Y-m-d\TH:i:s\Z', $text, self::$utc);

        return $time !== false ? $time : throw $this->unexpected($name, 'a time');
    }

    public function scalar(string $name): string|int|bool|Decimal|null
    {
        $value = $this->data[$name] ?? null;

        return $value === null || \is_string($value) || \is_int($value) || \is_bool($value) || $value instanceof Decimal
            ? $value
            : throw $this->unexpected($name, 'a single value');
    }

    /**
     * @template T
     *
     * @param callable(array<string, mixed>): T $read
     *
     * @return T
     */
    public function object(string $name, callable $read): mixed
    {
        return $this->objectOrNull($name, $read) ?? throw $this->unexpected($name, 'an object');
    }

    /**
     * @template T
     *
     * @param callable(array<string, mixed>): T $read
     *
     * @return T|null
     */
    public function objectOrNull(string $name, callable $read): mixed
    {
        return isset($this->data[$name]) ? $read($this->map($name)) : null;
    }

    /** @return array<string, mixed> */
    public function map(string $name): array
    {
        $value = $this->data[$name] ?? null;
        if (!\is_array($value)) {
            throw $this->unexpected($name, 'an object');
        }

        /** @var array<string, mixed> $value */
        return $value;
    }

    /** @return array<string, string> */
    public function texts(string $name): array
    {
        $texts = [];
        foreach ($this->map($name) as $key => $text) {
            $texts[(string) $key] = \is_string($text) ? $text : throw $this->unexpected("{$name}/{$key}", 'a text');
        }

        return $texts;
    }

    /**
     * @template T
     *
     * @param callable(array<string, mixed>): T $read
     *
     * @return list<T>
     */
    public function list(string $name, callable $read): array
    {
        return array_map($read, $this->maps($name));
    }

    /** @return list<array<string, mixed>> */
    public function maps(string $name): array
    {
        $maps = [];
        foreach ($this->map($name) as $value) {
            if (!\is_array($value)) {
                throw $this->unexpected($name, 'a list of objects');
            }
            /** @var array<string, mixed> $value */
            $maps[] = $value;
        }

        return $maps;
    }

    /** @return list<string> */
    public function strings(string $name): array
    {
        return array_values($this->texts($name));
    }

    private function unexpected(string $name, string $what): UnexpectedField
    {
        $is = \array_key_exists($name, $this->data) ? 'is ' . get_debug_type($this->data[$name]) : 'is missing';

        return new UnexpectedField(
            "The field \"{$name}\" of {$this->of} {$is}, {$what} was expected. Is another API-Version asked for than v1.4, "
            . 'or does another server answer?',
        );
    }
}
