package org.wearablecoach.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runners that keep their requests and return one summary. */
final class FakeRunners {

    final List<Object> requests = new ArrayList<>();
    private final Runners.Runner<Object> work;

    private FakeRunners(Runners.Runner<Object> work) {
        this.work = work;
    }

    static FakeRunners returning(boolean finding) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("recordsIn", 3);
        values.put("rmssd", Double.NaN);
        values.put("balanced", !finding);
        return new FakeRunners(
                (request, console) -> {
                    console.progress("working");
                    return new Summary(values, "3 records", finding);
                });
    }

    static FakeRunners failing(Exception e) {
        return new FakeRunners(
                (request, console) -> {
                    throw e;
                });
    }

    Runners runners() {
        return new Runners(this::run, this::run, this::run);
    }

    private Summary run(Object request, Console console) throws Exception {
        requests.add(request);
        return work.run(request, console);
    }
}
