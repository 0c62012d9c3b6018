"""Operations that a switch refuses: what is known of some real dossiers, or of some users."""

from octopus_sandbox.service.answers import Answer
from octopus_sandbox.service.call import Call
from octopus_sandbox.service.errors import NO_ACCESS, Refusal
from octopus_sandbox.service.operations import Handler


def failing(switch: str, position: str, answer: Handler) -> Handler:
    """Let an operation answer 400 while a switch stands at a position."""

    def answered(call: Call) -> Answer:
        if call.world.switches.is_(switch, position):
            raise Refusal(400, f"The list could not be made for dossier {call.dossier_id}")
        return answer(call)

    return answered


def of_the_bank(answer: Handler) -> Handler:
    """Refuse an operation of the bank while its switch says that a module is needed."""

    def answered(call: Call) -> Answer:
        if call.world.switches.is_("bank_access", "refused"):
            raise Refusal(403, f"No rights on the bank of {call.dossier_id}", code=NO_ACCESS)
        return answer(call)

    return answered
