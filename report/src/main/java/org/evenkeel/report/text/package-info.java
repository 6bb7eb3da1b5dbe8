// SPDX-License-Identifier: Apache-2.0
/** Numbers and names as people read them. */
package org.evenkeel.report.text;
