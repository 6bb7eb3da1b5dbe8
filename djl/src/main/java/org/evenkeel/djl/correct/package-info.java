// SPDX-License-Identifier: Apache-2.0
/** Initial weights corrected from data: {@link org.evenkeel.djl.correct.DataScaling}. */
package org.evenkeel.djl.correct;
