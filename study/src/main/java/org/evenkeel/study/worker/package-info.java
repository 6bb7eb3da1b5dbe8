// SPDX-License-Identifier: Apache-2.0
/**
 * Evaluations in separate processes: a pool of workers, and the loop that runs in each.
 *
 * <p>The protocol is JSON, one object per line: the pool writes to the worker's stdin and reads its
 * stdout; stderr is for people.
 *
 * <pre>
 * pool                                           worker
 * {"open": {…}}                                  {"ready": true} or {"error": "one line"}
 * {"run": 17, "params": {…}, "seed": 0}          {"note": "signal", "value": {…}}
 *                                                {"worked": 150}
 * {"go": true}                                   {"step": 1, "value": 0.53}
 *                                                {"done": 17, "outcome": "done", "value": 0.45}
 * </pre>
 *
 * <p>A number that is not finite is null. When its stdin ends, a worker ends immediately.
 */
@NullMarked
package org.evenkeel.study.worker;

import org.jspecify.annotations.NullMarked;
