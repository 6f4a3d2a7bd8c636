package org.wearablecoach.cli.pipeline;

import java.util.concurrent.CountDownLatch;
import org.wearablecoach.kafka.local.LocalBroker;

/** A broker as a process: says {@code broker HOST:PORT}, and ends with its standard input. */
public final class BrokerMain {

    private BrokerMain() {}

    /** Runs until standard input ends. */
    public static void main(String[] args) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Child.whenParentEnds(ended::countDown);
        try (LocalBroker broker = LocalBroker.builder().keepEverything().build()) {
            System.out.println("broker " + broker.bootstrapServers());
            ended.await();
        }
        System.exit(0);
    }
}
