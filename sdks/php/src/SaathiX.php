<?php

declare(strict_types=1);

namespace SaathiX;

use SaathiX\Http\CurlTransport;
use SaathiX\Http\Response;
use SaathiX\Http\Sender;
use SaathiX\Http\Transport;

/**
 * The client: `$saathix = new SaathiX();` takes its key from SAATHIX_SECRET_KEY.
 *
 * It keeps its connection open, so make one and use it for everything.
 */
final class SaathiX
{
    public const VERSION = Sender::VERSION;
    public const API_VERSION = 'v1.4';
    public const BASE_URL = 'https://api.saathix.com';

    public readonly Service\Products $products;
    public readonly Service\Inventory $inventory;
    public readonly Service\Invoices $invoices;
    public readonly Service\CreditNotes $creditNotes;
    public readonly Service\Customers $customers;
    public readonly Service\Stores $stores;
    public readonly Service\Reports $reports;
    public readonly Service\Webhooks $webhooks;
    public readonly Service\Events $events;
    public readonly Service\IdempotencyKeys $idempotencyKeys;
    public readonly Service\Errors $errors;
    public readonly Service\System $system;
    private readonly Sender $sender;

    /**
     * @param string|null $apiKey Absent: SAATHIX_SECRET_KEY of the environment.
     * @param string|null $baseUrl Absent: SAATHIX_BASE_URL of the environment, else https://api.saathix.com.
     * @param float $timeout Seconds for one attempt.
     * @param float $connectTimeout Seconds to connect.
     * @param int $maxRetries How often a request is tried again.
     * @param Transport|null $transport Another way to the server than curl.
     * @param \Closure(Http\Request, int): void|null $onRequest Before each attempt; the key is masked.
     * @param \Closure(Http\Request, Response, float): void|null $onResponse After each answer, with the seconds it took.
     * @param \Closure(Http\Request, Error\SaathiXError, float, int): void|null $onRetry Before each wait, with its seconds.
     * @param \Closure(float): void|null $sleep How to wait; absent: usleep.
     */
    public function __construct(
        #[\SensitiveParameter] ?string $apiKey = null,
        ?string $baseUrl = null,
        float $timeout = 30.0,
        float $connectTimeout = 3.0,
        int $maxRetries = 2,
        string $apiVersion = self::API_VERSION,
        ?Transport $transport = null,
        ?\Closure $onRequest = null,
        ?\Closure $onResponse = null,
        ?\Closure $onRetry = null,
        ?\Closure $sleep = null,
    ) {
        $this->sender = new Sender(new Config(
            $apiKey ?? self::environment('SAATHIX_SECRET_KEY') ?? '',
            rtrim($baseUrl ?? self::environment('SAATHIX_BASE_URL') ?? self::BASE_URL, '/'),
            $timeout,
            $connectTimeout,
            $maxRetries,
            $apiVersion,
            $transport ?? new CurlTransport(),
            $onRequest,
            $onResponse,
            $onRetry,
            $sleep,
        ));
        $this->products = new Service\Products($this->sender);
        $this->inventory = new Service\Inventory($this->sender);
        $this->invoices = new Service\Invoices($this->sender);
        $this->creditNotes = new Service\CreditNotes($this->sender);
        $this->customers = new Service\Customers($this->sender);
        $this->stores = new Service\Stores($this->sender);
        $this->reports = new Service\Reports($this->sender);
        $this->webhooks = new Service\Webhooks($this->sender);
        $this->events = new Service\Events($this->sender);
        $this->idempotencyKeys = new Service\IdempotencyKeys($this->sender);
        $this->errors = new Service\Errors($this->sender);
        $this->system = new Service\System($this->sender);
    }

    /**
     * Any request, with the same key, retries and errors: the way out for what this SDK does not know.
     *
     * @param string $path From the slash on, as `/v1/invoices`.
     * @param array<string, mixed> $query
     * @param array<array-key, mixed>|null $body
     *
     * @throws Error\SaathiXError
     */
    public function request(
        string $method,
        string $path,
        array $query = [],
        ?array $body = null,
        ?RequestOptions $options = null,
    ): Response {
        return $this->sender->send($method, $path, $query, $body, $options, '*/*');
    }

    private static function environment(string $name): ?string
    {
        $value = getenv($name);
        $value = \is_string($value) && $value !== '' ? $value : ($_ENV[$name] ?? $_SERVER[$name] ?? null);

        return \is_string($value) && $value !== '' ? $value : null;
    }
}
