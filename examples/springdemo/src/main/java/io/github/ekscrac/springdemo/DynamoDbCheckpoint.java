package io.github.ekscrac.springdemo;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.stereotype.Component;

/**
 * No client outlives a checkpoint: its sockets would be dead after the restore, its endpoint and credentials those of the
 * place where the checkpoint was captured. Everything that knows org.crac is in this class, which is left out where that
 * library is.
 *
 * <p>CRaC's context holds resources weakly. This one is a singleton bean, so Spring holds it strongly. It registers in
 * its constructor, which is before Spring's own lifecycle processor does: hooks run in reverse order of registration
 * before a checkpoint and in order after a restore, so the web server has stopped when the client is closed, and starts
 * again when there is a new one.
 */
@Component
@ConditionalOnClass(name = "org.crac.Resource")
public class DynamoDbCheckpoint implements Resource {

    private static final Logger log = LoggerFactory.getLogger(DynamoDbCheckpoint.class);

    private final DynamoDbConnection connection;

    @Autowired
    public DynamoDbCheckpoint(DynamoDbConnection connection) {
        this(connection, Core.getGlobalContext());
    }

    DynamoDbCheckpoint(DynamoDbConnection connection, Context<Resource> context) {
        this.connection = connection;
        context.register(this);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        connection.closeForCheckpoint();
        log.info("DynamoDB client closed for the checkpoint");
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        connection.open();
        log.info("DynamoDB client rebuilt after the restore: {}", connection.settings());
    }
}
