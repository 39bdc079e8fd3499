using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Shaken.Core.Foundations;

namespace Shaken.Core.CertificationAuthority.Notices;

/// <summary>What <c>GET /pa/v1/notices?since=CURSOR</c> answers.</summary>
/// <param name="Next">The cursor for what comes after these notices; the same as was asked for where there are none.</param>
public sealed record NoticeAnswer(IReadOnlyList<NoticeLine> Notices, long Next)
{
    /// <summary>Notices of one answer.</summary>
    public const int MaxNotices = 500;

    /// <summary>Octets of one answer: the longest notices, and their JSON.</summary>
    public const int MaxOctets = MaxNotices * 8 * 1024;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, NoticesJson.Default.NoticeAnswer);

    /// <summary>Reads an answer. Its sequence must rise and must lie between the cursor that was asked for and the next one.</summary>
    /// <param name="since">The cursor that was asked for.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8, long since, [NotNullWhen(true)] out NoticeAnswer? answer, [NotNullWhen(false)] out string? failure)
    {
        answer = null;
        if (!StrictJson.TryParseObject(utf8, MaxOctets, out var json, out failure)) return false;
        using (json)
        {
            try
            {
                answer = json.RootElement.Deserialize(NoticesJson.Default.NoticeAnswer);
            }
            catch (JsonException)
            {
                failure = "the answer is not {notices:[{seq, kind, …}], next}";
                return false;
            }
        }

        failure =
            answer?.Notices is null || answer.Notices.Any(line => line?.Kind is null) ? "the answer has no notices, or one without kind"
            : answer.Notices.Count > MaxNotices ? $"the answer holds more than {MaxNotices} notices"
            : !IsInOrder(answer, since) ? "the notices are not in their sequence"
            : null;
        return failure is null;
    }

    private static bool IsInOrder(NoticeAnswer answer, long since)
    {
        var last = since;
        foreach (var line in answer.Notices)
        {
            if (line.Seq <= last) return false;
            last = line.Seq;
        }

        return answer.Next >= last;
    }
}
