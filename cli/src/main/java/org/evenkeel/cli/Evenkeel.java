// SPDX-License-Identifier: Apache-2.0
package org.evenkeel.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.evenkeel.cli.command.CheckCommand;
import org.evenkeel.cli.command.CompareCommand;
import org.evenkeel.cli.command.LabCommand;
import org.evenkeel.cli.command.Output;
import org.evenkeel.cli.command.PredictCommand;
import org.evenkeel.cli.command.ReportCommand;
import org.evenkeel.cli.command.RulesCommand;
import org.evenkeel.cli.command.TrainCommand;
import org.evenkeel.cli.command.TuneCommand;
import org.evenkeel.cli.command.WorkerCommand;
import org.evenkeel.cli.option.Given;
import org.evenkeel.cli.option.NamedFiles;
import org.evenkeel.cli.option.OptionHelp;
import org.evenkeel.cli.option.OptionTable;
import org.evenkeel.cli.option.StrictValues;
import org.evenkeel.cli.terminal.ExitCode;
import org.evenkeel.cli.terminal.Failure;
import org.evenkeel.cli.terminal.Terminal;
import org.evenkeel.cli.weights.AuditCommand;
import org.evenkeel.cli.weights.DrawCommand;
import org.evenkeel.experiment.Experiment;
import org.evenkeel.experiment.WorkerMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

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
      DrawCommand.class,
      AuditCommand.class,
      LabCommand.class,
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
      "  evenkeel draw --like gpt2.safetensors --rules gpt2 -o drawn.safetensors",
      "  evenkeel audit drawn.safetensors",
      "  evenkeel rules --format json"
    })
public final class Evenkeel {

  private Evenkeel() {}

  /** Runs the command and exits. */
  public static void main(String[] args) {
    Terminal terminal =
        Terminal.ofLauncher(
            new PrintWriter(
                new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    System.setOut(System.err); // results alone go to stdout, not what a user's block prints
    // After Ctrl-C the shell's prompt must not follow a progress bar on the same line.
    Thread newLine = new Thread(() -> terminal.err().println());
    int code;
    boolean ending = false;
    try {
      if (terminal.progress()) {
        Runtime.getRuntime().addShutdownHook(newLine);
      }
      code = run(terminal, args);
      Runtime.getRuntime().removeShutdownHook(newLine);
    } catch (IllegalStateException e) {
      code = ExitCode.INTERRUPTED; // the process is ending by a signal already
      ending = true;
    }
    if (terminal.out().checkError()) {
      terminal.err().println("evenkeel: cannot write to stdout: it is closed, or its disk is full");
      code = ExitCode.FAILED;
    }
    if (!ending) { // else a line that says how to go on may still come
      endFilter();
    }
    System.exit(code);
  }

  /** Closes stderr and waits until the launcher's filter has passed on what was written there. */
  private static void endFilter() {
    Long filter = Long.getLong("evenkeel.filter");
    if (filter == null) {
      return;
    }
    try {
      new FileOutputStream(FileDescriptor.err).close();
      ProcessHandle process = ProcessHandle.of(filter).orElse(null);
      if (process != null) {
        process.onExit().get(1, TimeUnit.SECONDS);
      }
    } catch (IOException | ExecutionException | TimeoutException e) {
      // The filter ends by itself.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs the command on a terminal. */
  static int run(Terminal terminal, String... args) {
    WorkerMain.configure();
    CommandLine command = commandLine(terminal);
    if (args.length == 0) {
      command.usage(terminal.out());
      return ExitCode.BAD_INPUT;
    }
    try {
      return command.execute(args);
    } catch (RuntimeException | Error e) {
      return failed(e, terminal.err());
    }
  }

  /** The command line with all commands. */
  static CommandLine commandLine(Terminal terminal) {
    return OptionHelp.useIn(
            StrictValues.readIn(new CommandLine(new Evenkeel(), new Factory(terminal))))
        .setExecutionStrategy(Evenkeel::execute)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(terminal.out())
        .setErr(terminal.err())
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler((e, arguments) -> badUsage(e, terminal.err()))
        .setExecutionExceptionHandler((e, line, result) -> failed(e, terminal.err()));
  }

  private static int execute(ParseResult parsed) {
    if (parsed.hasSubcommand() && !parsed.subcommand().isUsageHelpRequested()) {
      check(parsed);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** Checks that the options of a command have an effect, and that its files are different ones. */
  static void check(ParseResult parsed) {
    ParseResult given = parsed.subcommand();
    try {
      OptionTable.check(new Given(given));
      NamedFiles.of(parsed).check();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(given.commandSpec().commandLine(), e.getMessage(), e);
    }
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
    err.println(Failure.line(e.getMessage(), suggestion + "; see " + help));
    return ExitCode.BAD_INPUT;
  }

  private static int failed(Throwable e, PrintWriter err) {
    if (System.getenv("EVENKEEL_DEBUG") != null) {
      e.printStackTrace(err);
    }
    Failure failure = Failure.of(e);
    err.println(Failure.line(failure.line(), ""));
    return failure.code();
  }
}
