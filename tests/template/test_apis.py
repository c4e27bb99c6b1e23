"""The two APIs: every route is named, guarded, throttled and logged without secrets."""

import json

import pytest

from http_api.handler import ROUTES
from local.api_docs import webhooks
from tests.template.translated import Template, listed, named

WEBHOOKS = {"POST /webhooks/twilio/status", "POST /webhooks/twilio/inbound"}
HTTP_FUNCTIONS = {"HttpApi": "http_api", "TwilioWebhook": "twilio_webhook"}
STAGES = ["HttpApiStage", "WebSocketApiliveStage"]
SECRET_OR_PERSONAL = (
    "querystring",
    "header",
    "authorization",
    "token",
    "ticket",
    "claims",
    "sourceip",
    "path",
    "identity",
)


def _routes(template: Template, api: str) -> dict[str, dict[str, object]]:
    routes = template.of_type("ApiGatewayV2::Route").values()
    return {route["RouteKey"]: route for route in routes if named(route["ApiId"]) == api}


@pytest.mark.bad_input(104)
@pytest.mark.seed_defect(1)
def test_the_routes_are_those_of_the_handler(template: Template) -> None:
    """And the webhooks, which have a handler of their own."""
    assert set(webhooks.ROUTES) == WEBHOOKS, "as documented"
    assert set(_routes(template, "HttpApi")) == set(ROUTES) | WEBHOOKS


@pytest.mark.bad_input(1)
@pytest.mark.seed_defect(8, 9)
def test_every_route_asks_for_a_token_but_the_push_key_what_twilio_signs_and_what_a_mail_links_to(
    template: Template,
) -> None:
    open_routes = set()
    for key, route in _routes(template, "HttpApi").items():
        if route["AuthorizationType"] == "NONE":
            open_routes.add(key)
        else:
            assert (route["AuthorizationType"], named(route["AuthorizerId"])) == ("JWT", "HttpApiAuthorizer"), key
    unsubscribe = {f"{method} /unsubscribe/{{token}}" for method in ("GET", "POST")}
    assert open_routes == {"GET /api/notifications/push-key"} | WEBHOOKS | unsubscribe


def test_every_route_leads_to_the_integration_of_its_function(template: Template) -> None:
    for key, route in _routes(template, "HttpApi").items():
        name = "TwilioWebhook" if key in WEBHOOKS else "HttpApi"
        assert route["Target"] == {"Fn::Sub": f"integrations/${{{name}Integration}}"}, key
    for name in HTTP_FUNCTIONS:
        integration = template.of_type("ApiGatewayV2::Integration")[f"{name}Integration"]
        assert (integration["PayloadFormatVersion"], named(integration["IntegrationUri"])) == ("2.0", f"{name}Function")


def test_api_gateway_waits_for_longer_than_the_function_takes(template: Template) -> None:
    for name, folder in HTTP_FUNCTIONS.items():
        integration = template.of_type("ApiGatewayV2::Integration")[f"{name}Integration"]
        assert template.functions()[folder]["Timeout"] * 1000 < integration["TimeoutInMillis"] <= 30_000, name


def test_twilio_has_its_answer_before_it_hangs_up(template: Template) -> None:
    """15 seconds, unless the callback's address says less.

    https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
    """
    assert template.of_type("ApiGatewayV2::Integration")["TwilioWebhookIntegration"]["TimeoutInMillis"] < 15_000


@pytest.mark.bad_input(102)
def test_pages_of_allowed_origins_may_call_without_credentials(template: Template) -> None:
    cors = template.of_type("ApiGatewayV2::Api")["HttpApi"]["CorsConfiguration"]
    assert cors["AllowOrigins"] == {"Ref": "AllowedOrigins"}
    assert cors["AllowCredentials"] is False
    assert set(cors["AllowMethods"]) == {key.split()[0] for key in ROUTES}
    assert {"authorization", "content-type", "idempotency-key"} <= set(cors["AllowHeaders"])


@pytest.mark.bad_input(103)
@pytest.mark.seed_defect(52)
def test_a_web_socket_opens_with_a_ticket_only(template: Template) -> None:
    (authorizer,) = (
        found for found in template.of_type("ApiGatewayV2::Authorizer").values() if found["AuthorizerType"] == "REQUEST"
    )
    assert authorizer["IdentitySource"] == ["route.request.querystring.ticket"]
    routes = _routes(template, "WebSocketApi")
    assert set(routes) == {"$connect", "$disconnect", "$default"}
    assert routes["$connect"]["AuthorizationType"] == "CUSTOM"


def test_a_frame_is_answered(template: Template) -> None:
    """API Gateway drops what the function returns unless the route has a route response."""
    (response,) = template.of_type("ApiGatewayV2::RouteResponse").values()
    assert (named(response["RouteId"]), response["RouteResponseKey"]) == ("WebSocketApiDefaultRoute", "$default")
    assert _routes(template, "WebSocketApi")["$default"]["RouteResponseSelectionExpression"] == "$default"


@pytest.mark.bad_input(32)
@pytest.mark.seed_defect(17)
@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_is_throttled(template: Template, stage: str) -> None:
    settings = template.of_type("ApiGatewayV2::Stage")[stage]["DefaultRouteSettings"]
    assert settings["ThrottlingRateLimit"] > 0
    assert settings["ThrottlingBurstLimit"] > 0


@pytest.mark.bad_input(20, 100)
@pytest.mark.seed_defect(42)
@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_logs_json_without_secrets(template: Template, stage: str) -> None:
    settings = template.of_type("ApiGatewayV2::Stage")[stage]["AccessLogSettings"]
    assert template.of_type("Logs::LogGroup")[named(settings["DestinationArn"])]["RetentionInDays"]
    for variable in json.loads(settings["Format"]).values():
        assert not any(word in variable.lower().removeprefix("$context.") for word in SECRET_OR_PERSONAL), variable


def test_every_stage_is_known_to_these_tests(template: Template) -> None:
    assert sorted(template.of_type("ApiGatewayV2::Stage")) == STAGES


def test_functions_are_told_the_stage_that_there_is(template: Template) -> None:
    stage = template.of_type("ApiGatewayV2::Stage")["WebSocketApiliveStage"]["StageName"]
    told = {
        function["Environment"]["Variables"]["WEBSOCKET_STAGE"]
        for function in template.functions().values()
        if "WEBSOCKET_STAGE" in function["Environment"]["Variables"]
    }
    assert told == {stage}


def test_only_these_apis_may_call_their_functions(template: Template) -> None:
    permissions = template.of_type("Lambda::Permission")
    for name, permission in permissions.items():
        assert permission["Principal"] == "apigateway.amazonaws.com", name
        assert permission["SourceArn"], name
    called = {named(permission["FunctionName"]) for permission in permissions.values()}
    assert called == {"HttpApiFunction", "TwilioWebhookFunction", "WebSocketFunction", "AuthorizeWebSocketFunction"}


def test_users_bring_nothing_but_a_name_and_a_password(template: Template) -> None:
    pool = template.of_type("Cognito::UserPool")["UserPool"]
    assert not {"Schema", "UsernameAttributes", "AliasAttributes", "AutoVerifiedAttributes"} & set(pool)
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    client = template.of_type("Cognito::UserPoolClient")["UserPoolClient"]
    assert set(client["ExplicitAuthFlows"]) == {"ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"}
    assert client["GenerateSecret"] is False


def test_the_user_pool_is_made_only_without_an_issuer(template: Template) -> None:
    kinds = ("UserPool", "UserPoolClient", "UserPoolGroup")
    made = {name for kind in kinds for name in template.of_type(f"Cognito::{kind}")}
    assert {template.resources[name]["Condition"] for name in made} == {"OwnUserPool"}
    variables = template.functions()["http_api"]["Environment"]["Variables"]
    jwt = template.of_type("ApiGatewayV2::Authorizer")["HttpApiAuthorizer"]["JwtConfiguration"]
    assert jwt["Issuer"] == variables["JWT_ISSUER"]
    assert listed(jwt["Audience"]) == [variables["JWT_AUDIENCE"]]
