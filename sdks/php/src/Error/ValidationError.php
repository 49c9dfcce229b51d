<?php

declare(strict_types=1);

namespace SaathiX\Error;

/** 422: readable, but something in it is wrong; `errors` names every fault. */
class ValidationError extends ApiError
{
}
