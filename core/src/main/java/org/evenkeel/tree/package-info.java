// SPDX-License-Identifier: Apache-2.0
/** Trees of maps and lists, as files in YAML and JSON hold them, read key by key. */
@NullMarked
package org.evenkeel.tree;

import org.jspecify.annotations.NullMarked;
