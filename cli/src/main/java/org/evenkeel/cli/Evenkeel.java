// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.evenkeel.cli.command.CheckCommand;
import org.evenkeel.cli.command.CompareCommand;
import org.evenkeel.cli.command.Output;
import org.evenkeel.cli.command.PredictCommand;
import org.evenkeel.cli.command.ReportCommand;
import org.evenkeel.cli.command.RulesCommand;
import org.evenkeel.cli.command.TrainCommand;
import org.evenkeel.cli.command.TuneCommand;
import org.evenkeel.cli.command.WorkerCommand;
import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.WorkerMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command: it runs one subcommand, and turns every failure into one line and an exit code. */
@Command(
    name = "evenkeel",
    mixinStandardHelpOptions = true,
    version = "evenkeel " + Experiment.VERSION,
    description = {
      "Draws a deep network's initial weights right, predicts and measures layer by layer whether the"
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
      "0 done; 1 failed; 2 bad usage or bad input; 3 done, but the verdict is not healthy; 4"
          + " done, but the verdict is unknown; 130 interrupted.",
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

  private Evenkeel() {}

  /** Runs the command and exits. */
  public static void main(String[] args) {
    Terminal terminal =
        Terminal.ofLauncher(
            new PrintWriter(System.out, false, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    // After Ctrl-C the shell's prompt must not follow a progress bar on the same line.
    Thread newLine = new Thread(() -> terminal.err().println());
    if (terminal.progress()) {
      Runtime.getRuntime().addShutdownHook(newLine);
    }
    int code = run(terminal, args);
    try {
      Runtime.getRuntime().removeShutdownHook(newLine);
    } catch (IllegalStateException e) {
      // the process is ending by a signal already
    }
    terminal.out().flush();
    System.exit(code);
  }

  /** Runs the command on a terminal. */
  static int run(Terminal terminal, String... args) {
    WorkerMain.configure();
    CommandLine command =
        new CommandLine(new Evenkeel(), new Factory(terminal))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(terminal.out())
            .setErr(terminal.err())
            .setUsageHelpAutoWidth(true)
            .setParameterExceptionHandler((e, arguments) -> badUsage(e, terminal.err()))
            .setExecutionExceptionHandler((e, line, result) -> failed(e, terminal.err()));
    if (args.length == 0) {
      command.usage(terminal.out());
      return ExitCode.BAD_INPUT;
    }
    return command.execute(args);
  }

  /** A factory of commands that share the terminal. */
  private record Factory(Terminal terminal) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      return type == Output.class
          ? type.cast(new Output(terminal))
          : CommandLine.defaultFactory().create(type);
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
    return ExitCode.BAD_INPUT;
  }

  private static int failed(Exception e, PrintWriter err) {
    if (System.getenv("EVENKEEL_DEBUG") != null) {
      e.printStackTrace(err);
    }
    if (e instanceof IllegalArgumentException) {
      err.println("evenkeel: " + oneLine(e.getMessage()));
      return ExitCode.BAD_INPUT;
    }
    if (e instanceof UncheckedIOException io) {
      err.println("evenkeel: cannot read or write: " + oneLine(io.getCause().getMessage()));
      return ExitCode.BAD_INPUT;
    }
    err.println(
        "evenkeel: failed: %s: %s; set EVENKEEL_DEBUG=1 to see where"
            .formatted(e.getClass().getSimpleName(), oneLine(e.getMessage())));
    return ExitCode.FAILED;
  }

  private static String oneLine(String message) {
    return message == null ? "no message" : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
