// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.spark.trial;

import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/**
 * The plugin of Spark through which trials report to the driver; a context needs it in {@code
 * spark.plugins} from its start.
 */
public final class TrialPlugin implements SparkPlugin {

  /** The setting of Spark that lists plugins. */
  public static final String SETTING = "spark.plugins";

  /** A plugin, made by Spark on the driver and on each executor. */
  public TrialPlugin() {}

  /** Whether a context has the plugin. */
  static boolean isIn(SparkConf conf) {
    return Stream.of(conf.get(SETTING, "").split(","))
        .anyMatch(name -> name.strip().equals(TrialPlugin.class.getName()));
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Object receive(Object message) {
        return Conversation.answer((String) message);
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new OnExecutor();
  }

  /** The failure to reach the driver. */
  static final class UnreachableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreachableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The side of an executor: its way to the driver, and its workers. */
  static final class OnExecutor implements ExecutorPlugin {
    private static volatile @Nullable OnExecutor current;

    private final IdleWorkers workers = new IdleWorkers();
    private @Nullable PluginContext context;

    /**
     * That of this process.
     *
     * @throws IllegalStateException if the executor has started without the plugin
     */
    static OnExecutor current() {
      OnExecutor here = current;
      if (here == null) {
        throw new IllegalStateException(
            "this executor has no plugin for trials; start Spark with %s=%s and evenkeel-spark in spark.jars"
                .formatted(SETTING, TrialPlugin.class.getName()));
      }
      return here;
    }

    @Override
    public void init(PluginContext ctx, Map<String, String> extraConf) {
      context = ctx;
      current = this;
    }

    IdleWorkers workers() {
      return workers;
    }

    /**
     * Asks the driver.
     *
     * @throws UnreachableException if there is no answer
     * @throws InterruptedException if the task was killed meanwhile
     */
    String ask(String report) throws InterruptedException {
      if (context == null) {
        throw new IllegalStateException("the plugin has not been started");
      }
      try {
        return (String) context.ask(report);
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) { // as declared by Spark
        throw new UnreachableException("the driver does not answer: " + e.getMessage(), e);
      }
    }

    @Override
    public void shutdown() {
      current = null;
      workers.close();
    }
  }
}
