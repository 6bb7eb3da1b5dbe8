// SPDX-License-Identifier: Apache-2.0
/**
 * Evaluations in processes of their own: a pool of them, and what runs in each.
 *
 * <p>They speak JSON, one object a line, the pool on the worker's stdin and the worker on its
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
 * <p>A number that is not finite is null. When its stdin ends, a worker ends at once.
 */
package org.evenkeel.study.worker;
