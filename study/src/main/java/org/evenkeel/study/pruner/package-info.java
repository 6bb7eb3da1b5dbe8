// SPDX-License-Identifier: Apache-2.0
/** Pruners, which stop trials early. */
@NullMarked
package org.evenkeel.study.pruner;

import org.jspecify.annotations.NullMarked;
