<?php

declare(strict_types=1);

namespace SaathiX\Tests\Unit;

use PHPUnit\Framework\TestCase;

/** What can be checked of types without PHPStan, which Debian does not package: declared everywhere, and real. */
final class TypesTest extends TestCase
{
    public static function classes(): iterable
    {
        $folder = dirname(__DIR__, 2) . '/src';
        foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($folder, \FilesystemIterator::SKIP_DOTS)) as $file) {
            $name = 'SaathiX\\' . str_replace('/', '\\', substr((string) $file, \strlen($folder) + 1, -4));
            yield $name => [$name];
        }
    }

    /** @dataProvider classes */
    public function testEveryTypeIsDeclaredAndThere(string $name): void
    {
        self::assertTrue(class_exists($name) || interface_exists($name), "{$name} is not in its file");
        $class = new \ReflectionClass($name);
        self::assertNotFalse($class->getDocComment(), "{$name} says nothing of itself");
        foreach ($class->getProperties() as $property) {
            if ($property->getDeclaringClass()->name === $name) {
                self::assertTrue($property->isPrivate() || $property->isReadOnly(), "{$name}::{$property->name} can be changed");
                $this->check($property->getType(), "{$name}::\${$property->name}");
            }
        }
        foreach ($class->getMethods() as $method) {
            if ($method->getDeclaringClass()->name === $name) {
                $this->checkMethod($method, "{$name}::{$method->name}()");
            }
        }
    }

    private function checkMethod(\ReflectionMethod $method, string $where): void
    {
        $names = array_map(static fn (\ReflectionParameter $parameter) => $parameter->name, $method->getParameters());
        preg_match_all('/@param[^@]*?\$(\w+)/', (string) $method->getDocComment(), $found);
        self::assertSame([], array_diff($found[1], $names), "{$where} documents a parameter that it has not");
        foreach ($method->getParameters() as $parameter) {
            $this->check($parameter->getType(), "{$where} \${$parameter->name}");
            if ((string) $parameter->getType() === 'array') {
                self::assertContains($parameter->name, $found[1], "{$where} does not say what is in \${$parameter->name}");
            }
        }
        if (!$method->isConstructor()) {
            $this->check($method->getReturnType(), $where);
            if ((string) $method->getReturnType() === 'array') {
                self::assertStringContainsString('@return', (string) $method->getDocComment(), "{$where} does not say what is in it");
            }
        }
    }

    private function check(?\ReflectionType $type, string $where): void
    {
        self::assertNotNull($type, "{$where} has no type");
        $types = $type instanceof \ReflectionUnionType ? $type->getTypes() : [$type];
        foreach ($types as $one) {
            self::assertInstanceOf(\ReflectionNamedType::class, $one);
            $name = $one->getName();
            $isThere = $one->isBuiltin() || \in_array($name, ['self', 'static'], true) || class_exists($name) || interface_exists($name);
            self::assertTrue($isThere, "{$where}: there is no {$name}");
        }
    }
}
