"""A second stack beside the first one, deployed as for production and told everything that the first one is not."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from local import build, deploy, secret_values
from local.settings import read
from tests.local_run import LocalRun
from tests.oidc_issuer import Issuer

from .doors import Doors
from .person import Admin, Person

STACK = "carillon-prod"
AUDIENCE = "https://api.shop.example"
ADMIN = {"roles": ["operator"]}
PUBLIC_URL = "https://notifications.shop.example"
RETENTION = timedelta(days=7)


@dataclass(frozen=True)
class Production:
    """The stack's own doors, who signs its tokens, and the topics and rules that were there before it."""

    doors: Doors
    issuer: Issuer
    producers: "Producers"

    def person(self, name: str, **claims: Any) -> Person:
        """Somebody with a token of the stack's issuer."""
        return Person(self.doors, name, name, self.token(name, **claims))

    def admin(self) -> Admin:
        return Admin(self.doors, "operator", "operator", self.token("operator", **ADMIN))

    def token(self, subject: str, **claims: Any) -> str:
        return self.issuer.token(**{"sub": subject, "aud": AUDIENCE} | claims)

    def resources(self, kind: str) -> list[str]:
        """The names of the stack's resources of a kind."""
        pages = self.doors.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK)
        found = [item for page in pages for item in page["StackResourceSummaries"]]
        return [item["PhysicalResourceId"] for item in found if item["ResourceType"] == kind]


class Producers:
    """SNS topics and EventBridge rules, of which the stack knows the allowed ones."""

    TOPICS = ("orders", "raw-orders", "strangers")
    SOURCES = ("shop", "stranger")
    """Of events: each has a rule of its name."""
    ALLOWED = ("orders", "raw-orders", "shop")

    def __init__(self, doors: Doors) -> None:
        self._sns, self._events = doors.client("sns"), doors.client("events")
        self.arns = {name: self._sns.create_topic(Name=name)["TopicArn"] for name in self.TOPICS}
        for name in self.SOURCES:
            pattern = f'{{"source": ["{name}"]}}'
            self.arns[name] = self._events.put_rule(Name=name, EventPattern=pattern)["RuleArn"]

    def point_at(self, queue_arn: str) -> None:
        """Have all of them, the allowed and the others, send to that queue."""
        for name in self.TOPICS:
            attributes = {"RawMessageDelivery": str(name == "raw-orders").lower()}
            self._sns.subscribe(TopicArn=self.arns[name], Protocol="sqs", Endpoint=queue_arn, Attributes=attributes)
        for name in self.SOURCES:
            self._events.put_targets(Rule=name, Targets=[{"Id": "ingest", "Arn": queue_arn}])

    def send(self, name: str, body: str) -> None:
        """Publish it on the topic, or as an event of the source, of that name."""
        if name in self.TOPICS:
            self._sns.publish(TopicArn=self.arns[name], Message=body)
        else:
            entry = {"Source": name, "DetailType": "notification", "Detail": body}
            assert self._events.put_events(Entries=[entry])["FailedEntryCount"] == 0


def deployed(run: LocalRun, first: Doors, issuer: Issuer) -> Production:
    """Deploy it with `make run`'s own means, to the local AWS of the running stack."""
    producers = Producers(first)
    told = {
        "Environment": "prod",
        "JwtIssuer": issuer.url,
        "JwtAudience": AUDIENCE,
        "AdminClaim": "roles",
        "AdminGroup": "operator",
        "PublicApiUrl": PUBLIC_URL,
        "ProducerArns": ",".join(producers.arns[name] for name in Producers.ALLOWED),
        "RetentionDays": str(RETENTION.days),
    }
    settings = read(run.environment)
    settings = replace(settings, parameters=settings.parameters | told)
    demo = secret_values.demo(settings.data_dir / "secrets.json")
    stack = deploy.deploy(settings, build.build(settings), demo, STACK)
    producers.point_at(stack.outputs["IngestQueueArn"])
    # The output names the address in front of it, which is nobody's here.
    api = first.client("cloudformation").describe_stack_resource(StackName=STACK, LogicalResourceId="HttpApi")
    api_id = api["StackResourceDetail"]["PhysicalResourceId"]
    contract = first.stack | {
        "httpApiUrl": f"{settings.aws_endpoint}/_aws/execute-api/{api_id}",
        "webSocketUrl": stack.web_socket_url(settings),
        "outputs": stack.outputs,
    }
    return Production(Doors(contract), issuer, producers)
