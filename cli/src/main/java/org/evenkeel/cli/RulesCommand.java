package org.evenkeel.cli;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
@Command(name="rules") final class RulesCommand implements Callable<Integer>{ public Integer call(){return 0;} }
