package org.wearablecoach.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes shipped models: {@code TrainModels DATA OUT [NAME]}. */
public final class TrainModels {

    private static final String ALL = "all";

    /** Trains one model. */
    @FunctionalInterface
    private interface Maker {
        Shipped make(Path data) throws IOException;
    }

    private TrainModels() {}

    private static Map<String, Maker> makers() {
        Map<String, Maker> makers = new LinkedHashMap<>();
        makers.put(ActivityTraining.NAME, data -> ActivityTraining.make(data).shipped());
        makers.put(GlucoseTraining.NAME, GlucoseTraining::make);
        makers.put(ActivityBaseline.NAME, ActivityBaseline::make);
        makers.put(MoveRewardBaseline.NAME, data -> MoveRewardBaseline.make());
        for (String name : PlainRewardBaselines.names()) {
            makers.put(name, data -> PlainRewardBaselines.make(name));
        }
        return makers;
    }

    /**
     * Trains and writes.
     *
     * @param args the folder with the public data, the folder that receives the models, and which
     *     model; all of them by default
     * @throws IOException if the data cannot be read or the models cannot be written
     * @throws IllegalArgumentException if the folder with the data is not there, or no model has
     *     the name
     */
    public static void main(String[] args) throws IOException {
        Map<String, Maker> makers = makers();
        if (args.length != 2 && args.length != 3) {
            throw new IllegalArgumentException(
                    "usage: TrainModels DATA OUT [NAME], the folder with wisdm-watch and glucose, the"
                            + " folder of the models, and all or one of "
                            + String.join(", ", makers.keySet()));
        }
        Path data = Path.of(args[0]);
        Path out = Path.of(args[1]).normalize();
        String which = args.length == 3 ? args[2] : ALL;
        if (!which.equals(ALL) && !makers.containsKey(which)) {
            throw new IllegalArgumentException(
                    String.format(
                            "no model is called %s: -Dcoach.model takes %s, or one of %s",
                            which, ALL, String.join(", ", makers.keySet())));
        }
        for (String folder : List.of("wisdm-watch", "glucose")) {
            if (!Files.isDirectory(data.resolve(folder))) {
                throw new IllegalArgumentException(
                        String.format(
                                "no folder %s: the public data is expected beside the repository;"
                                        + " -Dcoach.data=FOLDER names another place",
                                data.resolve(folder).normalize()));
            }
        }
        for (Map.Entry<String, Maker> maker : makers.entrySet()) {
            if (which.equals(ALL) || which.equals(maker.getKey())) {
                Progress.line("%s: reading and training", maker.getKey());
                List<String> changed = maker.getValue().make(data).write(out);
                Progress.line(
                        "%s: written to %s; %s",
                        maker.getKey(),
                        out,
                        changed.isEmpty()
                                ? "every byte as it was"
                                : "changed: " + String.join(", ", changed));
            }
        }
    }
}
