package org.wearablecoach.training;

import java.io.IOException;
import java.nio.file.Path;

/** Makes shipped models: {@code TrainModels DATA OUT [NAME]}. */
public final class TrainModels {

    private TrainModels() {}

    /**
     * Trains and writes.
     *
     * @param args the folder with the public data, the folder that receives the models, and which
     *     model; all of them by default
     * @throws IOException if the data cannot be read or the models cannot be written
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 2 && args.length != 3) {
            throw new IllegalArgumentException(
                    "usage: TrainModels DATA OUT [NAME], the folder with wisdm-watch and glucose, the"
                            + " folder of the models, and one of activity, glucose-outlook,"
                            + " baseline-activity, baseline-reward-move");
        }
        Path data = Path.of(args[0]);
        Path out = Path.of(args[1]);
        String which = args.length == 3 ? args[2] : "all";
        boolean all = which.equals("all");
        boolean any = false;
        if (all || which.equals(ActivityTraining.NAME)) {
            ActivityTraining.make(data).write(out);
            any = true;
        }
        if (all || which.equals(GlucoseTraining.NAME)) {
            GlucoseTraining.make(data).write(out);
            any = true;
        }
        if (all || which.equals(ActivityBaseline.NAME)) {
            ActivityBaseline.make(data).write(out);
            any = true;
        }
        if (all || which.equals(MoveRewardBaseline.NAME)) {
            MoveRewardBaseline.make().write(out);
            any = true;
        }
        for (String name : PlainRewardBaselines.names()) {
            if (all || which.equals(name)) {
                PlainRewardBaselines.make(name).write(out);
                any = true;
            }
        }
        if (!any) {
            throw new IllegalArgumentException("no model is called " + which);
        }
    }
}
