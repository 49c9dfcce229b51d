<?php

declare(strict_types=1);

namespace SaathiX;

/**
 * An exact decimal number: money in rupees, quantities, rates.
 *
 * It holds an integer and a number of decimals; no float is ever computed with. `(string)` gives its shortest text.
 */
final class Decimal implements \JsonSerializable, \Stringable
{
    private function __construct(private readonly int $unscaled, private readonly int $scale)
    {
    }

    /**
     * Of 12, "12.50" or another Decimal; a float is not taken, it may be off already.
     *
     * @throws \ValueError when it is no plain decimal number
     */
    public static function of(int|string|self $value): self
    {
        if ($value instanceof self) {
            return $value;
        }
        if (\is_int($value)) {
            return new self($value, 0);
        }
        if (preg_match('/^(-?)(\d{1,19})(?:\.(\d{1,18}))?$/D', $value, $parts) !== 1) {
            throw new \ValueError("\"{$value}\" is no plain decimal number like 68.50");
        }
        $fraction = rtrim($parts[3] ?? '', '0');
        $digits = $parts[1] . (ltrim($parts[2] . $fraction, '0') ?: '0');
        $unscaled = (int) $digits;
        if ((string) $unscaled !== $digits && $digits !== '-0') {
            throw new \ValueError("{$value} has too many digits");
        }

        return new self($unscaled, \strlen($fraction));
    }

    public static function fromPaise(int $paise): self
    {
        return self::of(self::text($paise, 2));
    }

    /**
     * The amount in integer paise.
     *
     * @throws \ValueError when there are more than 2 decimals: nothing is rounded in silence
     */
    public function paise(): int
    {
        if ($this->scale > 2) {
            throw new \ValueError("{$this} has fractions of a paisa");
        }

        return self::whole($this->unscaled * 10 ** (2 - $this->scale));
    }

    public function plus(int|string|self $other): self
    {
        $other = self::of($other);
        $scale = max($this->scale, $other->scale);

        return self::of(self::text(self::whole($this->at($scale) + $other->at($scale)), $scale));
    }

    public function minus(int|string|self $other): self
    {
        return $this->plus(self::of($other)->times(-1));
    }

    public function times(int|string|self $other): self
    {
        $other = self::of($other);
        $product = self::whole($this->unscaled * $other->unscaled);

        return self::of(self::text($product, $this->scale + $other->scale));
    }

    /** -1, 0 or 1: less than, the same as, or more than the other. */
    public function compare(int|string|self $other): int
    {
        $other = self::of($other);
        $scale = max($this->scale, $other->scale);

        return $this->at($scale) <=> $other->at($scale);
    }

    public function equals(int|string|self $other): bool
    {
        return $this->compare($other) === 0;
    }

    public function isZero(): bool
    {
        return $this->unscaled === 0;
    }

    /** For a chart; not to compute money with. */
    public function toFloat(): float
    {
        return (float) (string) $this;
    }

    public function __toString(): string
    {
        return self::text($this->unscaled, $this->scale);
    }

    /** Its exact text: a JSON reader would make a float of a number. What goes to the API is a number all the same. */
    public function jsonSerialize(): string
    {
        return (string) $this;
    }

    private function at(int $scale): int
    {
        return self::whole($this->unscaled * 10 ** ($scale - $this->scale));
    }

    private static function whole(int|float $number): int
    {
        return \is_int($number) ? $number : throw new \ValueError('The result has more digits than fit');
    }

    private static function text(int $unscaled, int $scale): string
    {
        $digits = str_pad(ltrim((string) $unscaled, '-'), $scale + 1, '0', \STR_PAD_LEFT);
        $text = $scale === 0 ? $digits : substr($digits, 0, -$scale) . '.' . substr($digits, -$scale);
        $text = $scale === 0 ? $text : rtrim(rtrim($text, '0'), '.');

        return ($unscaled < 0 ? '-' : '') . $text;
    }
}
