package org.wearablecoach.cli;

/**
 * What does the work of the commands that run the loop. Each gets a checked request and the console
 * for progress, and returns what it found; an exception ends the command with exit code 1, or 2 for
 * an {@link InputException}, a configuration or a recording that is refused.
 *
 * @param edge the loop in this process, without Flink or Kafka
 * @param replay the job on a broker of its own, fed with a recording
 * @param demo the job on a broker of its own, fed with simulated persons
 */
record Runners(Runner<EdgeRequest> edge, Runner<ReplayRequest> replay, Runner<DemoRequest> demo) {

    /** One way to work. */
    @FunctionalInterface
    interface Runner<R> {

        /** Works until it is done. */
        Summary run(R request, Console console) throws Exception;
    }

    /** The runners of the command as it is shipped. */
    static Runners standard() {
        return new Runners(EdgeRunner::run, ReplayRunner::run, DemoRunner::run);
    }
}
