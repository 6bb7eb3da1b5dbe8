// SPDX-License-Identifier: Apache-2.0
/** Internal: files that are written as a whole or not at all. */
@NullMarked
package org.evenkeel.report.file;

import org.jspecify.annotations.NullMarked;
