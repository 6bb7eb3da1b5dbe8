// SPDX-License-Identifier: Apache-2.0
/**
 * Names and numbers as users write them: look-up, patterns, checks, error messages. Not exported.
 */
@NullMarked
package org.evenkeel.naming;

import org.jspecify.annotations.NullMarked;
