// SPDX-License-Identifier: Apache-2.0
/** How activations, rules and distributions are found by what a user calls them. Not exported. */
@NullMarked
package org.evenkeel.naming;

import org.jspecify.annotations.NullMarked;
