<?php
/** License: GPL-2.0-or-later */
declare(strict_types=1);

namespace AIPress\ObjectCache;

/** Redis cannot be reached, did not answer in time, or answered that it will not. */
final class Unreachable extends \RuntimeException {
}
