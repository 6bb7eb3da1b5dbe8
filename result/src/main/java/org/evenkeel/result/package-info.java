// SPDX-License-Identifier: Apache-2.0
/**
 * What a page or a picture shows: results of checks, comparisons and studies, and their JSON, which
 * is what the command writes with {@code --format json}. JSON keys are stable.
 */
package org.evenkeel.result;
