// SPDX-License-Identifier: Apache-2.0
/** Studies in the files of other tools, which these read as their own. */
@NullMarked
package org.evenkeel.report.export;

import org.jspecify.annotations.NullMarked;
