// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The command: parses, runs one subcommand and turns every failure into one line and an exit code.
 */
@Command(
    name = "evenkeel",
    mixinStandardHelpOptions = true,
    version = "evenkeel " + Evenkeel.VERSION,
    description = {
      "Draws a deep network's first weights right, predicts and measures layer by layer whether the"
          + " signal stays on an even keel, and shows in training what that is worth."
    },
    subcommands = {
      RulesCommand.class,
      PredictCommand.class,
      CheckCommand.class,
      TrainCommand.class,
      CompareCommand.class,
      TuneCommand.class,
      ReportCommand.class,
      WorkerCommand.class
    },
    footerHeading = "%nExit codes: ",
    footer = {
      "0 done; 1 failed; 2 bad usage or bad input; 3 done, but the verdict is not healthy; 130"
          + " interrupted.",
      "",
      "Examples:",
      "  evenkeel tune",
      "  evenkeel compare",
      "  evenkeel check --report check.html",
      "  evenkeel predict --layers 64,64x100,10 --activation gelu --rule he",
      "  evenkeel predict --phase --activation tanh --svg phases.svg",
      "  evenkeel check --layers 64,64x50,10 --activation tanh --rule glorot",
      "  evenkeel compare --data my.csv --label species --starts djl,auto,auto*2",
      "  evenkeel train --data circles --layers 2,10,5,1 --rule he --epochs 500",
      "  evenkeel rules --format json"
    })
public final class Evenkeel {

  /** The version of Evenkeel. */
  static final String VERSION = "0.1.0";

  /** Exit code: the run itself failed. */
  static final int FAILED = 1;

  /** Exit code: an option or an input file is wrong. */
  static final int BAD_INPUT = 2;

  /** Exit code: done, but the verdict is not healthy. */
  static final int NOT_HEALTHY = 3;

  private Evenkeel() {}

  /** Runs the command and exits. */
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Thread leaveTheLine =
        new Thread(
            () -> {
              if (Boolean.getBoolean("evenkeel.terminal")) {
                err.println(); // interrupted, the shell's prompt shall not follow a progress bar
              }
            });
    Runtime.getRuntime().addShutdownHook(leaveTheLine);
    int code = run(out, err, args);
    Runtime.getRuntime().removeShutdownHook(leaveTheLine);
    out.flush();
    System.exit(code);
  }

  /** Runs the command. */
  static int run(PrintWriter toOut, PrintWriter toErr, String... args) {
    stayQuiet();
    PrintWriter out = Output.unicode() ? toOut : Ascii.writer(toOut);
    PrintWriter err = Output.unicode() ? toErr : Ascii.writer(toErr);
    CommandLine command =
        configured(new CommandLine(new Evenkeel()))
            .setOut(out)
            .setErr(err)
            .setUsageHelpAutoWidth(true)
            .setParameterExceptionHandler((e, arguments) -> badUsage(e, err))
            .setExecutionExceptionHandler((e, line, result) -> failed(e, err));
    if (args.length == 0) {
      command.usage(out);
      return BAD_INPUT;
    }
    return command.execute(args);
  }

  /** How words are read, the same for every command line. */
  static CommandLine configured(CommandLine command) {
    return command.setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Nothing phones home, and nothing but this command writes to the terminal. */
  private static void stayQuiet() {
    Locale.setDefault(Locale.ROOT);
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // The small networks of a check gain nothing from a second thread, and results stay the same.
    setDefault("ai.djl.pytorch.num_threads", "1");
    setDefault("ai.djl.pytorch.num_interop_threads", "1");
    setDefault("org.slf4j.simpleLogger.defaultLogLevel", "off");
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private static int badUsage(ParameterException e, PrintWriter err) {
    String suggestion = "";
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
      suggestion =
          unmatched.getSuggestions().isEmpty()
              ? ""
              : "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
    }
    String help = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
    err.println("evenkeel: " + oneLine(e.getMessage()) + suggestion + "; see " + help);
    return BAD_INPUT;
  }

  private static int failed(Exception e, PrintWriter err) {
    if (System.getenv("EVENKEEL_DEBUG") != null) {
      e.printStackTrace(err);
    }
    if (e instanceof IllegalArgumentException) {
      err.println("evenkeel: " + oneLine(e.getMessage()));
      return BAD_INPUT;
    }
    if (e instanceof UncheckedIOException io) {
      err.println("evenkeel: cannot read or write: " + oneLine(io.getCause().getMessage()));
      return BAD_INPUT;
    }
    err.println(
        "evenkeel: failed: %s: %s; set EVENKEEL_DEBUG=1 to see where"
            .formatted(e.getClass().getSimpleName(), oneLine(e.getMessage())));
    return FAILED;
  }

  private static String oneLine(String message) {
    return message == null ? "no message" : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
