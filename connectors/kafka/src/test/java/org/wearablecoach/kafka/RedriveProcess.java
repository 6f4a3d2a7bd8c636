package org.wearablecoach.kafka;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.wearablecoach.event.Cause;

/** A redrive in a process of its own, which may end at a certain record. */
final class RedriveProcess {

    private RedriveProcess() {}

    /** Arguments: address, prefix of topics, cause. */
    public static void main(String[] args) {
        new DeadLetterBox(
                        args[0],
                        new Topics(args[1]),
                        "coach",
                        Map.of("interceptor.classes", HaltingInterceptor.class.getName()),
                        null)
                .redrive(Cause.valueOf(args[2]));
    }

    /** Runs it and gives its exit status. */
    static int run(String servers, Topics topics, Cause cause, int haltAt, Path log)
            throws IOException, InterruptedException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-D" + HaltingInterceptor.AT + "=" + haltAt,
                        "-cp",
                        System.getProperty("java.class.path"),
                        RedriveProcess.class.getName(),
                        servers,
                        topics.prefix(),
                        cause.name())
                .redirectErrorStream(true)
                .redirectOutput(new File(log.toString()))
                .start()
                .waitFor();
    }
}
