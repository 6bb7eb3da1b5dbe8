// SPDX-License-Identifier: Apache-2.0
/**
 * Numbers and parts of sentences in the form in which terminal, page and library print them. The
 * wording may change between versions.
 */
@NullMarked
package org.evenkeel.text;

import org.jspecify.annotations.NullMarked;
