package org.wearablecoach.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code coach demo}: simulated persons through the job. */
@Command(
        name = "demo",
        description =
                "Run the job on a broker in this process, fed by simulated persons, until Ctrl-C.")
final class DemoCommand extends ConfiguredCommand {

    @Option(
            names = "--persons",
            paramLabel = "N",
            defaultValue = "50",
            description = "Simulated persons. Default: 50.")
    private int persons;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "60",
            description = "Simulated seconds in one second. Default: 60.")
    private double speed;

    @Option(
            names = "--duration",
            paramLabel = "PT1M",
            description = "How long to run (ISO 8601). Default: until Ctrl-C.")
    private @Nullable Duration duration;

    @Option(names = "--headless", description = "Without Flink's web UI.")
    private boolean headless;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Port of the web UI, 0 for a free one. Default: 8081.")
    private int port;

    @Option(
            names = "--seed",
            paramLabel = "K",
            defaultValue = "1",
            description = "Seed of the simulated persons. Default: 1.")
    private long seed;

    DemoCommand(Session session) {
        super(session);
    }

    @Override
    Summary run() throws Exception {
        require(persons >= 1 && persons <= 100_000, "--persons", persons, "between 1 and 100000");
        require(speed > 0 && speed <= 86_400, "--speed", speed, "above 0, at most 86400");
        require(port >= 0 && port <= 65_535, "--port", port, "between 0 and 65535");
        Duration limit = duration;
        require(
                limit == null || limit.compareTo(Duration.ofSeconds(1)) >= 0,
                "--duration",
                String.valueOf(limit),
                "to PT1S or more");
        DemoRequest request =
                new DemoRequest(persons, speed, limit, headless, port, seed, json(), config());
        return session().runners().demo().run(request, session().console());
    }

    private static void require(boolean holds, String option, Object value, String rule) {
        if (!holds) {
            throw new InputException(option + " is " + value + ": set it " + rule + ".");
        }
    }
}
