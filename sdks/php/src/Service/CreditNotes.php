<?php

declare(strict_types=1);

namespace SaathiX\Service;

use SaathiX\Download;
use SaathiX\Model\CreditNote;
use SaathiX\RequestOptions;
use SaathiX\Service;

/**
 * The operations of credit notes.
 *
 * Written by `python -m sdks.php.tools openapi.json` from the OpenAPI document.
 */
final class CreditNotes extends Service
{
    /**
     * Fetch a credit note by id or by number, with what came back and what was given back.
     *
     * @param string $credit_note A credit note's id, or its number.
     * @throws \SaathiX\Error\SaathiXError
     */
    public function retrieve(string $credit_note, ?RequestOptions $options = null): CreditNote
    {
        return CreditNote::read($this->sender->send('GET', '/v1/credit-notes/' . self::part('credit_note', $credit_note), [], null, $options));
    }

    /**
     * Fetch a credit note as a page to print or as PDF, on A4 or on 80 mm paper.
     *
     * @param string $credit_note A credit note's id, or its number.
     * @param array{
     *     format?: 'html'|'pdf'|null,
     *     paper?: 'a4'|'80mm'|null,
     * } $query
     * @throws \SaathiX\Error\SaathiXError
     */
    public function receipt(string $credit_note, array $query = [], ?RequestOptions $options = null): Download
    {
        return new Download($this->sender->send('GET', '/v1/credit-notes/' . self::part('credit_note', $credit_note) . '/receipt', $query, null, $options, '*/*'));
    }
}
