// SPDX-License-Identifier: Apache-2.0
/** A page that follows a running study, for browsers on this machine. */
@NullMarked
package org.evenkeel.report.watch;

import org.jspecify.annotations.NullMarked;
