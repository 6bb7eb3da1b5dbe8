// SPDX-License-Identifier: Apache-2.0
/**
 * The formats of files with examples, before anything is known of examples: plain and compressed
 * files, IDX and NumPy arrays, and how a CSV file separates its cells.
 */
@NullMarked
package org.evenkeel.data.format;

import org.jspecify.annotations.NullMarked;
