"""Puts events on the bus as a service's relay would."""

import os

from kombu import Connection, Exchange, Producer

from kit.messaging import Event


def publish(source: str, *events: Event) -> None:
    """Publish events of a service and wait until the broker has them."""
    with Connection(os.environ["SAATHIX_AMQP_URL"], transport_options={"confirm_publish": True}) as connection:
        producer = Producer(
            connection.channel(), Exchange(f"{source}.events", "topic", durable=True), auto_declare=False
        )
        for event in events:
            producer.publish(
                event.to_json(),
                routing_key=event.type,
                content_type="application/json",
                content_encoding="utf-8",
                delivery_mode=2,
                mandatory=True,
            )
