namespace Shaken.Interop.Tests.Sip;

/// <summary>What SIPp sends and expects. Words in brackets are SIPp's.</summary>
internal static class SippScenarios
{
    /// <summary>Answers one call, and waits for its end.</summary>
    public const string Called = """
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="called">
          <recv request="INVITE" rrs="true"/>
          <send retrans="500"><![CDATA[
        SIP/2.0 200 OK
        [last_Via:]
        [last_Record-Route:]
        [last_From:]
        [last_To:];tag=[call_number]
        [last_Call-ID:]
        [last_CSeq:]
        Contact: <sip:[local_ip]:[local_port]>
        Content-Length: 0

        ]]></send>
          <recv request="ACK"/>
          <recv request="BYE"/>
          <send><![CDATA[
        SIP/2.0 200 OK
        [last_Via:]
        [last_From:]
        [last_To:]
        [last_Call-ID:]
        [last_CSeq:]
        Content-Length: 0

        ]]></send>
        </scenario>
        """;

    /// <summary>Places a call, which is answered, and ends it.</summary>
    public static string Completed(SippCall call) => $$"""
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="caller">
        {{Invite(call)}}
          <recv response="100" optional="true"/>
          <recv response="180" optional="true"/>
          <recv response="200" rrs="true"/>
        {{Within(call, "ACK", 1, retrans: "")}}
        {{Within(call, "BYE", 2, retrans: " retrans=\"500\"")}}
          <recv response="200"/>
        </scenario>
        """;

    /// <summary>Places a call, which ends with a final response.</summary>
    public static string Refused(SippCall call, int status) => $$"""
        <?xml version="1.0" encoding="UTF-8"?>
        <scenario name="caller">
        {{Invite(call)}}
          <recv response="100" optional="true"/>
          <recv response="{{status}}"/>
          <send><![CDATA[
        ACK sip:{{call.Called}}@127.0.0.1:[remote_port] SIP/2.0
        [last_Via:]
        {{Parties(call)}}[peer_tag_param]
        Call-ID: [call_id]
        CSeq: 1 ACK
        Max-Forwards: 70
        Content-Length: 0

        ]]></send>
        </scenario>
        """;

    private static string Invite(SippCall call) => $$"""
          <send retrans="500"><![CDATA[
        INVITE sip:{{call.Called}}@127.0.0.1:[remote_port] SIP/2.0
        Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
        {{Parties(call)}}
        Call-ID: [call_id]
        CSeq: 1 INVITE
        Contact: <sip:caller@[local_ip]:[local_port]>
        Max-Forwards: 70
        {{string.Concat(call.Headers.Select(header => $"{header}\n"))}}Content-Length: 0

        ]]></send>
        """;

    private static string Within(SippCall call, string method, int number, string retrans) => $$"""
          <send{{retrans}}><![CDATA[
        {{method}} [next_url] SIP/2.0
        Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
        [routes]
        {{Parties(call)}}[peer_tag_param]
        Call-ID: [call_id]
        CSeq: {{number}} {{method}}
        Max-Forwards: 70
        Content-Length: 0

        ]]></send>
        """;

    // To is last, so that what follows is its parameter.
    private static string Parties(SippCall call) =>
        $"From: <sip:{call.Caller}@127.0.0.1:[local_port]>;tag=[call_number]\nTo: <sip:{call.Called}@127.0.0.1:[remote_port]>";
}
